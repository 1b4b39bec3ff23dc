import { getLocation, type ASTNode, type GraphQLError } from 'graphql'

/** Where something is in a schema: the place the schema was given with, line and column from 1. */
export interface Location {
  readonly place: string
  readonly line: number
  readonly column: number
}

/** What composition has to say about the schemas: a stable code, a sentence, and where. */
export interface Finding {
  readonly code: string
  readonly message: string
  readonly locations: readonly Location[]
}

/** An error of composition or of GraphQL as a finding. */
export function toFinding(error: GraphQLError): Finding {
  const { code } = error.extensions
  return {
    code: typeof code === 'string' ? code : 'INVALID_GRAPHQL',
    message: error.message,
    locations: locationsOf(error),
  }
}

/** The places of nodes, each once; nodes that composition made have none. */
export function locationsOfNodes(nodes: readonly ASTNode[]): Location[] {
  const found = nodes.flatMap(({ loc }) =>
    loc ? [{ place: loc.source.name, ...getLocation(loc.source, loc.start) }] : [],
  )
  return [
    ...new Map(found.map((location) => [`${location.place}:${location.line}:${location.column}`, location])),
  ].map(([, location]) => location)
}

function locationsOf({ nodes, source, locations }: GraphQLError): Location[] {
  if (nodes?.length) return locationsOfNodes(nodes)
  return (locations ?? []).map((location) => ({ place: source?.name ?? '', ...location }))
}
