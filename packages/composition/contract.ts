import { parse, print } from 'graphql'
import { apiSchemaOf } from './api-schema.ts'
import type { Composition } from './compose.ts'
import { hideByTags, type TagFilter } from './contract/by-tags.ts'
import { markHidden } from './contract/mark.ts'
import { readSupergraph } from './contract/supergraph.ts'
import { hideUnreachable } from './contract/unreachable.ts'

/** Which part of an API a contract is. */
export interface ContractFilter extends TagFilter {
  /** Whether types are left out that no field, argument or directive leads to any more. */
  readonly hideUnreachable: boolean
}

/**
 * The supergraph of a contract: that of its source, with `@inaccessible` on what its tags leave out. Routers plan with
 * all of it and show the rest to nobody. The errors tell why what is left is no valid API, such as a field whose type
 * is left out.
 * https://www.apollographql.com/docs/graphos/platform/schema-management/delivery/contracts/overview
 */
export function filterSupergraph(supergraphSdl: string, filter: ContractFilter): Composition {
  const supergraph = readSupergraph(parse(supergraphSdl, { noLocation: true }))
  const hidden = hideByTags(supergraph, filter)
  if (filter.hideUnreachable) hideUnreachable(supergraph, hidden)
  const filtered = `${print(markHidden(supergraph, hidden))}\n`
  const api = apiSchemaOf(filtered)
  return api.ok ? { ok: true, supergraphSdl: filtered, hints: [] } : { ok: false, errors: api.errors }
}
