import { parseDocument } from 'yaml'

/** The ports of parts that are no subgraphs, among which subgraphs are numbered: metrics, registry, console, PostgreSQL. */
const otherPorts = new Set([4090, 4100, 4200, 4300])

/** The names and ports of the subgraphs that supergraph.yaml lists. */
export function listedSubgraphs(text: string): { readonly name: string; readonly port: number }[] {
  const { subgraphs } = parseDocument(text).toJS() as { subgraphs?: Record<string, { routing_url: string }> }
  return Object.entries(subgraphs ?? {}).map(([name, { routing_url: url }]) => ({
    name,
    port: Number(new URL(url).port),
  }))
}

/** supergraph.yaml with one more subgraph at its end, on the next port; everything else in it stays, comments too. */
export function withSubgraph(text: string, name: string): { readonly text: string; readonly port: number } {
  let port = Math.max(4000, ...listedSubgraphs(text).map((listed) => listed.port)) + 1
  while (otherPorts.has(port)) port++
  const document = parseDocument(text)
  document.setIn(['subgraphs', name], {
    routing_url: `http://localhost:${port}/graphql`,
    schema: { file: `./subgraphs/${name}/schema.graphql` },
  })
  return { text: document.toString({ lineWidth: 0 }), port }
}
