import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks `<url>/health/ready` until it answers 200; rejects when the signal is aborted. A process that sends a message
 * over its IPC channel, as those of `@tradewind/service` do when they are up, is asked at once: to ask all of them
 * often would cost a good part of the time they need to start.
 */
export async function untilReady(process: ChildProcess, url: string, signal: AbortSignal): Promise<void> {
  while (!(await isReady(url))) {
    const waiting = new AbortController()
    const either = AbortSignal.any([signal, waiting.signal])
    try {
      await Promise.race([
        once(process, 'message', { signal: either }),
        sleep(400, undefined, { signal: either }),
      ])
    } finally {
      waiting.abort()
    }
  }
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
