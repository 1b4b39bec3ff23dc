import type { ExecutionResult } from 'graphql'
import type { IncrementalResult, SubsequentResult } from '../engine/engine.ts'

/** What goes to a client at a time: an event of a subscription, or a part of an answer. */
export type StreamPart = ExecutionResult | IncrementalResult['initialResult'] | SubsequentResult

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

  constructor(
    kind: Streamed['kind'],
    parts: AsyncGenerator<StreamPart, void>,
    finish: Streamed['finish'] = (part) => part,
  ) {
    this.kind = kind
    this.parts = parts
    this.finish = finish
  }
}

/** An answer in one part. */
export async function* single(result: ExecutionResult): AsyncGenerator<StreamPart, void> {
  yield result
}
