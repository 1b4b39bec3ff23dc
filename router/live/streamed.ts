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

  constructor(kind: Streamed['kind'], parts: AsyncGenerator<StreamPart, void>) {
    this.kind = kind
    this.parts = parts
  }
}

/** An answer in one part. */
export async function* single(result: ExecutionResult): AsyncGenerator<StreamPart, void> {
  yield result
}
