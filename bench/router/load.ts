import { Agent } from 'undici'
import { post } from '../../router/transport/dispatch.ts'

export interface Load {
  readonly requests: number
  readonly seconds: number
  /** In milliseconds. */
  readonly latencies: readonly number[]
}

/** Sends the same request over and over, so many at a time; throws when an answer is not the expected one. */
export async function generateLoad(
  url: string,
  query: string,
  seconds: number,
  concurrency: number,
  isRight: (body: string) => boolean,
): Promise<Load> {
  const agent = new Agent({ connections: concurrency, pipelining: 1 })
  const { origin, pathname: path } = new URL(url)
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const body = JSON.stringify({ query })
  const latencies: number[] = []
  let length = 0
  const began = performance.now()
  const until = began + seconds * 1_000

  async function client(): Promise<void> {
    while (performance.now() < until) {
      const sent = performance.now()
      const answer = await post(agent, { origin, path, headers, body, timeoutMs: 30_000 }).answer
      latencies.push(performance.now() - sent)
      // Parsing every answer would make the load cost more than the gateway.
      if (answer.status === 200 && answer.body.length === length) continue
      if (!isRight(answer.body)) throw new Error(`${url} answered wrongly: ${answer.body.slice(0, 500)}`)
      length = answer.body.length
    }
  }
  await Promise.all(Array.from({ length: concurrency }, client))
  const took = (performance.now() - began) / 1_000
  await agent.close()
  return { requests: latencies.length, seconds: took, latencies }
}
