import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import { processRegularResult } from 'graphql-yoga'

/** An answer as it goes over HTTP. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What Yoga makes an answer of, in place of the Fetch API's. */
class PlainResponse {
  readonly body: string
  readonly init: Pick<Answer, 'status' | 'headers'>

  constructor(body: string, init: Pick<Answer, 'status' | 'headers'>) {
    this.body = body
    this.init = init
  }
}
const plain = { Response: PlainResponse } as unknown as Parameters<typeof processRegularResult>[1]

/** Writes a result down as Yoga does: which errors make which status, what of them is shown, how it becomes JSON. */
export function toAnswer(result: ExecutionResult, type: string): Answer {
  const { body, init } = processRegularResult(result, plain, type) as unknown as PlainResponse
  return { ...init, body: Buffer.from(body) }
}

/** Sends an answer, with headers that are this request's own. */
export function sendAnswer(
  response: ServerResponse,
  { status, headers, body }: Answer,
  own: Readonly<Record<string, string>>,
): void {
  if (response.destroyed) return
  response.writeHead(status, { ...own, ...headers, 'content-length': body.length })
  response.end(body)
}
