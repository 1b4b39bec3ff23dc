import { camelCase, type Names } from './names.ts'

/** What is where now, and what to do with it. */
export function nextSteps({ name, one, many }: Names, port: number): string {
  return `
The subgraph ${name} is there, and works.

${table([
  [`subgraphs/${name}/`, 'the microservice; begin with README.md and schema.graphql'],
  [`prisma/${name}/`, 'the schema of its database, and the first migration'],
  [`packages/events/contracts/${name}.ts`, 'the events it publishes'],
  ['supergraph.yaml', `its entry: http://localhost:${port}/graphql`],
])}

Written anew: router/supergraph.graphql, docker-compose.yml, package-lock.json, packages/events/asyncapi.yaml and its
schemas. Commit them too.

Next:

${table([
  [`npm test -- subgraphs/${name}/`, 'runs its specifications'],
  ['npm start', 'runs the shop with it; then paste this at http://localhost:4000'],
])}

  {
    products(first: 3) { nodes { title ${camelCase(one)}Count } }
    ${camelCase(many)}(first: 3) { nodes { text product { title } } }
  }

Then make it yours: docs/new-subgraph.md goes through it file by file.`
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join('\n')
}
