import type { Logger } from '@tradewind/service'
import type { CreateEngine, Engine } from '../engine/engine.ts'
import { supergraphReloads } from '../observability/metrics.ts'
import type { SupergraphSource, SupergraphText } from './source.ts'

/** The supergraph the router serves, whichever version of it is current. */
export interface Supergraph {
  readonly engine: Engine
  /** Calls the listener with each new engine, after the switch; gives the function that stops it. */
  onChange(listener: (engine: Engine) => void): () => void
  stop(): void
}

export interface SupergraphOptions {
  readonly source: SupergraphSource
  readonly createEngine: CreateEngine
  readonly logger: Logger
}

/** So many of the operations used most are planned before a new supergraph takes over: a plan takes milliseconds. */
const WARMED_OPERATIONS = 200

/**
 * Takes the supergraph of a source into service and follows its changes. One that cannot be used leaves the present
 * supergraph in place and one line in the log; throws a sentence when there is none to begin with.
 */
export async function openSupergraph({
  source,
  createEngine,
  logger,
}: SupergraphOptions): Promise<Supergraph> {
  let engine: Engine | undefined
  let loaded: string | undefined
  let refused: Error | undefined
  const listeners = new Set<(engine: Engine) => void>()

  async function offer({ sdl, from }: SupergraphText): Promise<boolean> {
    const text = sdl.trimEnd()
    if (text === loaded) return true
    const isFirst = engine === undefined
    try {
      const next = await createEngine(sdl)
      await next.warm?.(engine?.mostUsed?.(WARMED_OPERATIONS) ?? [])
      engine = next
    } catch (error) {
      refused = new Error(`The supergraph in ${from} cannot be used: ${(error as Error).message}`, {
        cause: error,
      })
      if (!isFirst) {
        supergraphReloads.inc({ outcome: 'refused' })
        logger.error(`${refused.message} The router keeps the supergraph it has.`)
      }
      return false
    }
    loaded = text
    const subgraphs = engine.subgraphs.map(({ name }) => name)
    if (isFirst) {
      if (refused) logger.warn(refused.message)
      logger.info({ from, subgraphs }, 'Serving the supergraph.')
      return true
    }
    supergraphReloads.inc({ outcome: 'loaded' })
    logger.info({ from, subgraphs }, 'Switched to the new supergraph.')
    for (const listener of listeners) listener(engine)
    return true
  }

  // One at a time, in the order in which they come.
  let offering = Promise.resolve(false)
  const stop = await source.open((supergraph) => (offering = offering.then(() => offer(supergraph))))
  if (!engine) {
    stop()
    throw refused ?? new Error('There is no supergraph to begin with.')
  }

  return {
    get engine() {
      return engine!
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop,
  }
}
