import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import { processRegularResult } from 'graphql-yoga'
import type { RequestRecord } from '../context.ts'

/** An answer as it goes over HTTP. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** An answer that several clients may get, and what was noted as it was made. */
export interface SharedAnswer {
  readonly answer: Answer
  readonly record: RequestRecord
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

type Headers = Readonly<Record<string, string>>

/** Sends an answer, with headers that are this request's own. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer, own: Headers): void {
  if (response.destroyed) return
  // As a flat list Node writes them as they are, without a copy by name.
  const list = ['content-length', String(body.length)]
  for (const name in own) list.push(name, own[name]!)
  for (const name in headers) list.push(name, headers[name]!)
  response.writeHead(status, list)
  response.end(body)
}
