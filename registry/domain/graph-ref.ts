/** A variant of a graph, as rover names it: `tradewind@current`. */
export interface GraphRef {
  readonly graphId: string
  readonly variant: string
}

const graphIdForm = /^[a-zA-Z][a-zA-Z0-9_-]{0,63}$/
const variantForm = /^[a-zA-Z][a-zA-Z0-9_-]{0,62}$/
const subgraphForm = /^[a-zA-Z][a-zA-Z0-9_-]{0,62}$/

/** The parts of `graph@variant`, or of `graph` alone, which is its variant `current`; null when it is neither. */
export function parseGraphRef(text: string): GraphRef | null {
  const [graphId = '', variant = 'current', ...rest] = text.split('@')
  return rest.length === 0 && isGraphId(graphId) && isVariantName(variant) ? { graphId, variant } : null
}

export const toGraphRef = ({ graphId, variant }: GraphRef): string => `${graphId}@${variant}`

export const isGraphId = (text: string): boolean => graphIdForm.test(text)
export const isVariantName = (text: string): boolean => variantForm.test(text)
export const isSubgraphName = (text: string): boolean => subgraphForm.test(text)
