import type { Logger } from '@tradewind/service'
import { ask, type Resource } from '../registry-client/ask.ts'
import type { Copies } from '../registry-client/copies.ts'
import { follow } from '../registry-client/follow.ts'
import type { Registry } from '../registry-client/registry.ts'
import type { SupergraphSource, SupergraphText } from './source.ts'

export interface RegistrySourceOptions {
  readonly registry: Registry
  /** How long a start waits for the registry before it goes on without. */
  readonly startMs: number
  readonly copies: Copies
  /** What there is until the registry answers for the first time. */
  readonly fallback: SupergraphSource
  readonly logger: Logger
}

/**
 * The supergraph of a variant's present launch, and of each launch after it. Starts without the registry if it must:
 * with the copy of what it last gave, else with the fallback, which is followed until the registry answers.
 */
export function registrySource(options: RegistrySourceOptions): SupergraphSource {
  const { registry, copies, fallback, logger } = options
  return {
    async open(offer) {
      const take = async (resource: Resource): Promise<boolean> => {
        const taken = await offer(textOf(resource, registry))
        if (taken) await copies.keep('supergraph', resource.text)
        return taken
      }

      let stopFallback: (() => void) | undefined
      const first = await askFirst(options)
      if (!first || !(await take(first))) {
        const copy = await copies.read('supergraph')
        const from = `the copy ${copies.pathOf('supergraph')}`
        if (copy === null || !(await offer({ sdl: copy, from }))) stopFallback = await fallback.open(offer)
      }
      const stopFollowing = follow({
        registry,
        name: 'supergraph',
        etag: first?.etag ?? null,
        logger,
        async take(resource) {
          // From now on the registry alone has the say.
          stopFallback?.()
          await take(resource)
        },
      })
      return () => {
        stopFollowing()
        stopFallback?.()
      }
    },
  }
}

async function askFirst({ registry, startMs, logger }: RegistrySourceOptions): Promise<Resource | null> {
  try {
    return await ask(registry, 'supergraph', { signal: AbortSignal.timeout(startMs) })
  } catch (error) {
    logger.warn(
      { registry: registry.url, graphRef: registry.graphRef, err: error },
      'The registry gives no supergraph; the router starts without it and asks again.',
    )
    return null
  }
}

const textOf = ({ text, launch }: Resource, { graphRef }: Registry): SupergraphText => ({
  sdl: text,
  from: launch ? `launch ${launch} of ${graphRef}` : `the registry's ${graphRef}`,
})
