import type { ContractFilter } from '@tradewind/composition'

export type { ContractFilter }

/** What composition has to say: a stable code, a sentence, and where in which subgraph's schema. */
export interface Finding {
  readonly code: string
  readonly message: string
  readonly subgraph?: string
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
}

export interface SubgraphSchema {
  readonly name: string
  readonly url: string
  readonly sdl: string
}

/** A supergraph with the API that it gives to clients, or why there is none. */
export type Composition =
  | {
      readonly ok: true
      readonly supergraphSdl: string
      readonly apiSchemaSdl: string
      readonly hints: readonly Finding[]
    }
  | {
      readonly ok: false
      readonly errors: readonly Finding[]
      /** The errors say nothing of the schemas together: they could not be judged (time, memory, another version). */
      readonly unjudged?: true
    }

/** What the worker is asked. */
export type Task =
  | { readonly kind: 'compose'; readonly subgraphs: readonly SubgraphSchema[] }
  | { readonly kind: 'contract'; readonly supergraphSdl: string; readonly filter: ContractFilter }
