import { composeServices, type CompositionResult } from '@apollo/composition'
import { GraphQLError, Source, parse } from 'graphql'
import { locationsOfNodes, toFinding, type Finding } from './finding.ts'

/** A subgraph's schema as text. `place` names it in messages: the file it was read from, say. */
export interface SubgraphSource {
  readonly name: string
  readonly url: string
  readonly sdl: string
  readonly place: string
}

export type Composition =
  | { readonly ok: true; readonly supergraphSdl: string; readonly hints: readonly Finding[] }
  | { readonly ok: false; readonly errors: readonly Finding[] }

type CompositionHint = NonNullable<CompositionResult['hints']>[number]

// Apollo's own scale: WARN 60, INFO 40, DEBUG 20. Below INFO it remarks on what federation is meant to do,
// such as an enum of which one subgraph uses only some values.
const leastHintLevel = 40

/**
 * Composes subgraphs into a supergraph with the planner's own composition library: the same for `npm run compose`, for
 * rover and for the registry. The order of the subgraphs does not matter.
 */
export function composeSubgraphs(subgraphs: readonly SubgraphSource[]): Composition {
  const errors: Finding[] = []
  const services = []
  for (const { name, url, sdl, place } of subgraphs) {
    try {
      services.push({ name, url, typeDefs: parse(new Source(sdl, place)) })
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      const finding = toFinding(error)
      errors.push({ ...finding, message: `[${name}] ${finding.message}` })
    }
  }
  if (errors.length > 0) return { ok: false, errors }

  const result = composeServices(services)
  if (result.errors) return { ok: false, errors: result.errors.map(toFinding) }
  const hints = result.hints.filter((hint) => hint.definition.level.value >= leastHintLevel)
  return { ok: true, supergraphSdl: `${result.supergraphSdl.trimEnd()}\n`, hints: hints.map(toHint) }
}

function toHint({ definition, message, nodes }: CompositionHint): Finding {
  return { code: definition.code, message, locations: locationsOfNodes(nodes ?? []) }
}
