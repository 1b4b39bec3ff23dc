import { createRouterSigner, ROUTER_HEADER } from '@tradewind/service'
import type { ExecutionResult } from 'graphql'
import type { SubgraphClientOptions } from './client.ts'

/** A subscription that a test holds at a subgraph. */
export interface TestSubscription<Data> extends AsyncIterable<ExecutionResult<Data>> {
  readonly status: number
  /** The next event's data. @throws when it has errors, or when there is no event any more. */
  next(): Promise<Data>
  /** The next event as it is; undefined when the subscription is complete. @throws when the connection breaks. */
  nextEvent(): Promise<ExecutionResult<Data> | undefined>
  /** How many comments, which keep the connection alive, have come so far. */
  readonly heartbeats: number
  /** Goes away, as a client whose page is closed. */
  close(): void
}

/** Subscribes at a subgraph by GraphQL over SSE, with what the router would send: the signed header, and a token if given. */
export async function subscribeTo<Data = Record<string, unknown>>(
  { url, name, routerSecret, token }: SubgraphClientOptions,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<TestSubscription<Data>> {
  const leaving = new AbortController()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      [ROUTER_HEADER]: await createRouterSigner(routerSecret)(name),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: leaving.signal,
  })
  let heartbeats = 0
  const events = read()

  async function* read(): AsyncGenerator<ExecutionResult<Data>, void> {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop()!
      for (const block of blocks) {
        if (block.startsWith(':')) heartbeats++
        else if (block.startsWith('event: complete')) return
        else yield JSON.parse(block.replace(/^event: next\ndata: /, '')) as ExecutionResult<Data>
      }
    }
    throw new Error('The connection broke before the subscription was complete.')
  }

  const nextEvent = async (): Promise<ExecutionResult<Data> | undefined> =>
    (await events.next()).value ?? undefined
  return {
    status: response.status,
    nextEvent,
    async next() {
      const event = await nextEvent()
      if (event?.data && !event.errors) return event.data
      throw new Error(`There are no data: ${JSON.stringify(event ?? 'the subscription is complete')}.`)
    },
    get heartbeats() {
      return heartbeats
    },
    close: () => leaving.abort(),
    [Symbol.asyncIterator]: () => events,
  }
}
