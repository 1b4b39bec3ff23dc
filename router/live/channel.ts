import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import type { Streamed } from './streamed.ts'

/** The way on which a request came, and its answer goes back. */
export type Channel =
  | {
      readonly kind: 'http'
      readonly response: ServerResponse
      /** Aborts the request's signal, as when its client goes away. */
      letGo(): void
    }
  | {
      readonly kind: 'websocket'
      /** Takes the answer of an operation on a socket. */
      deliver(result: ExecutionResult | Streamed): void
    }
