import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { getOperationAST, GraphQLError } from 'graphql'
import type { ExecutionArgs } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** In how many milliseconds nobody waits for the answer any more: the router tells subgraphs. */
export const TIMEOUT_HEADER = 'x-tradewind-timeout-ms'

const signals = new AsyncLocalStorage<AbortSignal>()

/**
 * Aborts when nobody waits any more for what the present work finds out: its client went away, or its time is over.
 * Undefined for work that is to be finished whatever happens: mutations, events, schedules.
 */
export const currentSignal = (): AbortSignal | undefined => signals.getStore()

/** What a request brings to its execution. */
export interface Arrival {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** When it came, by the clock of `performance.now()`. */
  readonly arrived: number
}

/**
 * Ends a query when nobody waits for its answer any more: no further resolver is called, and what the database is asked
 * under `currentSignal` ends as well. A mutation is never cut: nobody could tell what of it took place.
 *
 * What a query looks up outside a transaction must not be asked with Prisma's `findUnique`: calls of the same moment, also
 * those of other requests, become one statement there, and would end with the one that is cancelled. `findFirst` asks alone.
 */
export function deadlinePlugin(): Plugin<Arrival> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { document, operationName, contextValue } = args
      if (getOperationAST(document, operationName)?.operation !== 'query') return
      const signal = endOf(contextValue)
      // Yoga's executor takes the signal among its arguments; graphql-js does not know it.
      setExecuteFn((given: object) =>
        signals.run(signal, () => executeFn({ ...given, signal } as unknown as ExecutionArgs)),
      )
    },
  }
}

function endOf({ req, res, arrived }: Arrival): AbortSignal {
  const controller = new AbortController()
  const end = (): void => controller.abort(abandoned())
  const timeout = timeoutOf(req)
  const timer =
    timeout === undefined ? undefined : setTimeout(end, Math.max(0, arrived + timeout - performance.now()))
  const close = (): void => {
    clearTimeout(timer)
    if (!res.writableFinished) end()
  }
  if (res.closed) close()
  else res.once('close', close)
  return controller.signal
}

function timeoutOf({ headers }: IncomingMessage): number | undefined {
  const text = headers[TIMEOUT_HEADER]
  return typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

const abandoned = (): GraphQLError =>
  new GraphQLError('The time for this request is over.', {
    extensions: { code: 'DEADLINE_EXCEEDED', http: { status: 504 } },
  })
