import { customers, DEMO_PASSWORD, staff } from '../demo/people.ts'
import type { System } from './start-system.ts'

/** What a user wants to know of a system that has just become ready. */
export function summarise(system: System): string {
  const { admin, postgres, demo, registry } = system
  const accounts = [
    `${admin.email} / ${admin.password}  (administrator)`,
    ...(demo ? [`${staff.email} / ${DEMO_PASSWORD}  (staff)`] : []),
    ...(demo ? [`${customers[0]?.email} / ${DEMO_PASSWORD}  (customer)`] : []),
  ]
  const subgraphs = system.parts
    .filter(({ edge }) => !edge)
    .map(({ name, url }) => `${name} ${new URL(url).port}`)
  const rows: [string, string][] = [
    ['GraphQL endpoint', `${local(system.routerUrl)}/graphql`],
    ['Explorer', `${local(system.routerUrl)}/`],
    ['Console', `${local(system.consoleUrl)}/`],
    ...(registry ? registryRows(registry) : []),
    ['Subgraphs', `${subgraphs.join(', ')}  (on localhost)`],
    ['PostgreSQL', `localhost:${postgres.port}  (passwords in .tradewind/secrets.json)`],
    ['Logs', '.tradewind/logs/'],
    ...accounts.map((account, index): [string, string] => [index === 0 ? 'Accounts' : '', account]),
  ]
  const table = rows.map(([what, where]) => `  ${what.padEnd(18)}${where}`).join('\n')
  return `\n${table}\n\n  A first query, for the explorer:\n\n${firstQuery}\n`
}

/** With what rover needs to be told, ready to be pasted. */
const registryRows = ({ url, roverKey }: NonNullable<System['registry']>): [string, string][] => [
  ['Registry', `${local(url)}/`],
  ['For rover', `APOLLO_REGISTRY_URL=${local(url)}/graphql`],
  ['', `APOLLO_KEY=${roverKey}`],
]

const firstQuery = `    query FirstLook {
      products(first: 3) {
        nodes {
          title
          variants {
            title
            price(currency: "EUR") { amount currencyCode }
            availability { available }
          }
        }
      }
    }`

function local(url: string): string {
  return url.replace('127.0.0.1', 'localhost')
}
