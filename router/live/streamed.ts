import type { ExecutionResult } from 'graphql'
import type { Engine, IncrementalResult, SubsequentResult } from '../engine/engine.ts'

/** What goes to a client at a time: an event of a subscription, or a part of an answer. */
export type StreamPart = ExecutionResult | IncrementalResult['initialResult'] | SubsequentResult

/** How a subscription goes on when the supergraph changes. */
export interface Renewal {
  /** Of the supergraph that it is of now. */
  readonly engine: Engine
  /**
   * Asks for the same over another supergraph, with all that is checked beforehand. Null when that has no such
   * operation, or not for who asks; `unavailable` when it cannot be known now. Throws what executing an operation may throw.
   */
  over(engine: Engine): Promise<Streamed | null | 'unavailable'>
}

/**
 * An answer of many parts on its way through Yoga. It is no async iterable: those Yoga wraps in several others, each of
 * which costs a promise for every event of every client.
 */
export class Streamed {
  readonly kind: 'subscription' | 'incremental'
  /** `return()` lets go of whatever makes them. */
  readonly parts: AsyncGenerator<StreamPart, void>
  /** What goes to the client of a part; to be called once for each. Many clients may be given the same part. */
  readonly finish: (part: StreamPart) => StreamPart
  readonly renewal: Renewal | undefined

  constructor(
    kind: Streamed['kind'],
    parts: AsyncGenerator<StreamPart, void>,
    finish: Streamed['finish'] = (part) => part,
    renewal?: Renewal,
  ) {
    this.kind = kind
    this.parts = parts
    this.finish = finish
    this.renewal = renewal
  }
}

/** An answer in one part. */
export async function* single(result: ExecutionResult): AsyncGenerator<StreamPart, void> {
  yield result
}
