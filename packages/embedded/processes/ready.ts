import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Asks `<url>/health/ready` until it answers 200; rejects when the signal is aborted. */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  while (!(await isReady(url))) await sleep(50, undefined, { signal })
}

async function isReady(url: string): Promise<boolean> {
  // node:http rather than fetch, whose client would cost the supervisor more memory than all the rest of it.
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const request = get(`${url}/health/ready`, { timeout: 3_000, agent: false }, (response) => {
    response.resume()
    resolve(response.statusCode === 200)
  })
  request.on('error', () => resolve(false))
  request.on('timeout', () => request.destroy())
  return await promise
}
