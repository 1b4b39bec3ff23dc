import type { Dispatcher } from 'undici'
import { createEventReader } from './event-stream.ts'
import { parseExactly } from './exact-json.ts'
import { parseSubgraphResponse, toSubgraphResponse } from './response.ts'
import type { SubgraphResponse } from './response.ts'

/** A subscription as a subgraph is asked for it. */
export interface OutgoingSubscription {
  readonly origin: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Ends it. */
  readonly signal: AbortSignal
  /** How long the subgraph may take to begin to answer. */
  readonly timeoutMs: number
  /** A stream that no byte of came for so long is taken for dead. */
  readonly heartbeatMs: number
  readonly maxEventBytes: number
}

/** A subgraph said no: asking again would not help. */
export class RefusedSubscriptionError extends Error {
  override readonly name = 'RefusedSubscriptionError'
  /** What it said, where it said it in GraphQL. */
  readonly response: SubgraphResponse | undefined

  constructor(reason: string, response?: SubgraphResponse) {
    super(reason)
    this.response = response
  }
}

const STREAM = 'text/event-stream'
/** What a refusal may have to say. */
const MAX_REFUSAL_BYTES = 100_000

/**
 * Asks a subgraph for a subscription by GraphQL over SSE, in distinct connections mode
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). Resolves when it has accepted, with its answers;
 * they end when the subgraph says that they are complete. Rejects with a RefusedSubscriptionError when it refuses, and
 * with any other error, then or later, when the stream cannot be had or breaks off.
 */
export async function openSubscription(
  dispatcher: Dispatcher,
  { origin, path, headers, body, signal, timeoutMs, heartbeatMs, maxEventBytes }: OutgoingSubscription,
): Promise<AsyncGenerator<SubgraphResponse, void>> {
  const response = await dispatcher.request({
    origin,
    path,
    method: 'POST',
    headers: { ...headers, accept: STREAM },
    body,
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: heartbeatMs,
  })
  // Some servers stream their refusals, too: whatever the status is, the answer is in the stream.
  const isStream = response.headers['content-type']?.includes(STREAM) === true
  if (isStream) return answersOf(response.body, maxEventBytes)
  throw await refusalOf(response.statusCode, response.body)
}

async function* answersOf(
  body: AsyncIterable<Uint8Array>,
  maxEventBytes: number,
): AsyncGenerator<SubgraphResponse, void> {
  const read = createEventReader(maxEventBytes)
  for await (const chunk of body) {
    for (const { name, data } of read(chunk)) {
      if (name === 'complete') return
      if (name === 'next') yield toSubgraphResponse(parseExactly(data))
    }
  }
  throw new Error('The stream ended before the subscription did.')
}

/** What a subgraph meant that did not answer with a stream. */
async function refusalOf(status: number, body: AsyncIterable<Uint8Array>): Promise<Error> {
  const text = await textOf(body)
  const isTransient = status >= 500 || status === 408 || status === 429
  if (isTransient) return new Error(`It answered with HTTP status ${status}.`)
  let response: SubgraphResponse | undefined
  try {
    response = parseSubgraphResponse({ status, body: text })
  } catch {
    // Something that is not in GraphQL: the status has to say it all.
  }
  return new RefusedSubscriptionError(
    `It answered with HTTP status ${status} and not with a stream.`,
    response?.errors?.length ? response : undefined,
  )
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_REFUSAL_BYTES) break
  }
  return text
}
