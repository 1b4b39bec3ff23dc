import type { RequestRecord, RouterContext } from '../context.ts'
import type { Engine } from '../engine/engine.ts'
import type { PropagatedHeaders } from '../http/propagation.ts'
import type { Sharing } from '../transport/sharing.ts'
import type { Answer, SharedAnswer } from './answer.ts'

/** All that the answer to a query may depend on, but the engine. */
export interface Asking {
  readonly body: string
  readonly type: string
  readonly authorization: string | undefined
  readonly headers: PropagatedHeaders | undefined
}

const numbers = new WeakMap<Engine, number>()
let engines = 0

/**
 * The answer to a query, executed once for all who ask the very same of the same engine while it is under way, as the
 * same user. It is executed on nobody's connection: it ends early only when all of them have gone.
 */
export async function share(
  sharing: Sharing<SharedAnswer>,
  asking: Asking,
  context: RouterContext,
  make: (context: RouterContext) => Promise<Answer>,
): Promise<Answer> {
  const engine = numbers.getOrInsertComputed(context.engine, () => (engines += 1))
  const { body, type, authorization = '', headers } = asking
  const key = `${engine}\n${type}\n${authorization}\n${headers ? JSON.stringify(headers) : ''}\n${body}`
  const { answer, record } = await sharing.share(key, context.signal, () => {
    const gone = new AbortController()
    const made = make({ ...context, signal: gone.signal })
    return {
      answer: made.then((each) => ({ answer: each, record: context.record })),
      abort: (reason) => gone.abort(reason),
    }
  })
  if (record !== context.record) copyRecord(record, context.record)
  return answer
}

/** What was executed is told of everyone who got it; the calls to subgraphs are told of once. */
function copyRecord({ executed, cost, cache, errorCodes }: RequestRecord, into: RequestRecord): void {
  Object.assign(into, { ...(executed && { executed }), ...(cost && { cost }), ...(cache && { cache }) })
  into.errorCodes.push(...errorCodes)
}
