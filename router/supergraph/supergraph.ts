import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Logger } from '@tradewind/service'
import type { CreateEngine, Engine } from '../engine/engine.ts'
import { supergraphReloads } from '../observability/metrics.ts'

/** The supergraph the router serves, whichever version of it is current. */
export interface Supergraph {
  readonly engine: Engine
  /** Calls the listener with each new engine, after the switch; gives the function that stops it. */
  onChange(listener: (engine: Engine) => void): () => void
  stop(): void
}

export interface SupergraphOptions {
  readonly path: string
  readonly createEngine: CreateEngine
  readonly logger: Logger
  /** How often the file is looked at. */
  readonly pollMs?: number
}

/**
 * Loads the supergraph file and follows its changes. A file that cannot be used leaves the present supergraph in
 * place and one line in the log; throws a sentence when the first one cannot be used.
 */
export async function openSupergraph({
  path,
  createEngine,
  logger,
  pollMs = 500,
}: SupergraphOptions): Promise<Supergraph> {
  let loaded = await readSupergraph(path)
  let engine = await makeEngine(loaded)
  const listeners = new Set<(engine: Engine) => void>()

  async function makeEngine(sdl: string): Promise<Engine> {
    try {
      return await createEngine(sdl)
    } catch (error) {
      throw new Error(`The supergraph in ${path} cannot be used: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }

  async function reload(): Promise<void> {
    try {
      const sdl = await readSupergraph(path)
      if (sdl === loaded) return
      engine = await makeEngine(sdl)
      loaded = sdl
      supergraphReloads.inc({ outcome: 'loaded' })
      logger.info(
        { path, subgraphs: engine.subgraphs.map(({ name }) => name) },
        'Switched to the new supergraph.',
      )
      for (const listener of listeners) listener(engine)
    } catch (error) {
      supergraphReloads.inc({ outcome: 'refused' })
      logger.error(`${(error as Error).message} The router keeps the supergraph it has.`)
    }
  }

  // Asking for the file's times works where change notifications do not: network volumes, a ConfigMap's symlinks.
  // One reload at a time, in the order of the changes.
  let reloading = Promise.resolve()
  const onFileChange = (): void => void (reloading = reloading.then(reload))
  watchFile(path, { interval: pollMs, persistent: false }, onFileChange)

  return {
    get engine() {
      return engine
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop: () => unwatchFile(path, onFileChange),
  }
}

async function readSupergraph(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`The supergraph file ${path} cannot be read (${code}); "npm run compose" writes it.`, {
      cause: error,
    })
  }
}
