import { composeServices } from '@apollo/composition'
import type { CompositionResult } from '@apollo/composition'
import { GraphQLError, Source, getLocation, parse } from 'graphql'
import type { ASTNode } from 'graphql'

/** A subgraph's schema as text. `place` names it in messages: the file it was read from, say. */
export interface SubgraphSource {
  name: string
  url: string
  sdl: string
  place: string
}

/** What composition has to say about the schemas: a stable code, a sentence, and where (`place:line:column`). */
export interface Finding {
  code: string
  message: string
  places: string[]
}

type CompositionHint = NonNullable<CompositionResult['hints']>[number]

export type Composition =
  { ok: true; supergraphSdl: string; hints: Finding[] } | { ok: false; errors: Finding[] }

// Apollo's own scale: WARN 60, INFO 40, DEBUG 20. Below INFO it remarks on what federation is meant to do,
// such as an enum of which one subgraph uses only some values.
const leastHintLevel = 40

/**
 * Composes subgraphs into a supergraph with the planner's own composition library, the same for
 * `npm run compose` and for rover. The order of the subgraphs does not matter.
 */
export function composeSubgraphs(subgraphs: SubgraphSource[]): Composition {
  const errors: Finding[] = []
  const services = []
  for (const { name, url, sdl, place } of subgraphs) {
    try {
      services.push({ name, url, typeDefs: parse(new Source(sdl, place)) })
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      errors.push({ code: 'INVALID_GRAPHQL', message: `[${name}] ${error.message}`, places: placesOf(error) })
    }
  }
  if (errors.length > 0) return { ok: false, errors }

  const result = composeServices(services)
  if (result.errors) return { ok: false, errors: result.errors.map(toFinding) }
  const hints = result.hints.filter((hint) => hint.definition.level.value >= leastHintLevel)
  return { ok: true, supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`, hints: hints.map(toHint) }
}

function toFinding(error: GraphQLError): Finding {
  const { code } = error.extensions
  return {
    code: typeof code === 'string' ? code : 'INVALID_GRAPHQL',
    message: error.message,
    places: placesOf(error),
  }
}

function toHint(hint: CompositionHint): Finding {
  return { code: hint.definition.code, message: hint.message, places: (hint.nodes ?? []).flatMap(placeOf) }
}

function placesOf(error: GraphQLError): string[] {
  const { source, locations } = error
  if (!error.nodes?.length && source && locations) {
    return locations.map(({ line, column }) => `${source.name}:${line}:${column}`)
  }
  return [...new Set((error.nodes ?? []).flatMap(placeOf))]
}

function placeOf(node: ASTNode): string[] {
  if (!node.loc) return []
  const { line, column } = getLocation(node.loc.source, node.loc.start)
  return [`${node.loc.source.name}:${line}:${column}`]
}
