/** Where a graph's pages are. Names are graph ids, variants' names and the like, as they are. */
export const graphPath = (graph: string): string => `/graph/${encodeURIComponent(graph)}`

/** Where a variant's pages are: rover prints these addresses. */
export const variantPath = (graph: string, variant: string): string =>
  `${graphPath(graph)}/variant/${encodeURIComponent(variant)}`

export const safelistPath = (graph: string, id: string): string =>
  `${graphPath(graph)}/persisted-queries/${id}`

/** An address with a query; what is undefined or empty is left out. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text ? `${path}?${text}` : path
}
