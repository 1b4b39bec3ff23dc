import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@tradewind/service'
import { ask, type Resource, type ResourceName } from './ask.ts'
import type { Registry } from './registry.ts'

export interface FollowOptions {
  readonly registry: Registry
  readonly name: ResourceName
  /** The version that is known already. */
  readonly etag: string | null
  /** Is given each new version, one at a time; must not throw. */
  readonly take: (resource: Resource) => Promise<void>
  readonly logger: Logger
}

/** How long the registry may hold a request; below what proxies usually allow. */
const WAIT_SECONDS = 25
const TIMEOUT_MS = (WAIT_SECONDS + 10) * 1_000
/** Between requests that the registry did not hold although nothing had changed. */
const PAUSE_MS = 1_000
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 10_000

/**
 * Follows something in the registry by long-polling: a new version is there as soon as the registry has it. While
 * the registry does not answer it is asked again, ever more slowly. Gives the function that stops it.
 */
export function follow(options: FollowOptions): () => void {
  const stopping = new AbortController()
  void keepAsking(options, stopping.signal)
  return () => stopping.abort()
}

async function keepAsking({ registry, name, take, logger, ...known }: FollowOptions, stop: AbortSignal) {
  let { etag } = known
  let failures = 0
  while (!stop.aborted) {
    const asked = performance.now()
    try {
      const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)])
      const resource = await ask(registry, name, { etag, waitSeconds: WAIT_SECONDS, signal })
      if (failures > 0) logger.info({ resource: name }, 'The registry answers again.')
      failures = 0
      const isNew = resource !== null && (resource.etag === null || resource.etag !== etag)
      if (isNew) await take(resource)
      etag = resource?.etag ?? etag
      if ((!isNew || etag === null) && performance.now() - asked < PAUSE_MS) await pause(PAUSE_MS, stop)
    } catch (error) {
      if (stop.aborted) return
      if (failures === 0) {
        logger.warn(
          { registry: registry.url, resource: name, err: error },
          'The registry does not answer as it should; the router goes on with what it has and keeps asking.',
        )
      }
      const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures)
      failures += 1
      // Replicas that lost the registry at the same moment do not come back at the same moment.
      await pause(wait * (0.5 + Math.random() / 2), stop)
    }
  }
}

/** Resolves after a time, or when there is nothing left to wait for. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
