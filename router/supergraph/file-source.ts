import { unwatchFile, watchFile } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Logger } from '@tradewind/service'
import type { SupergraphSource } from './source.ts'

export interface FileSourceOptions {
  readonly path: string
  /** How often the file is looked at. */
  readonly pollMs: number
  readonly logger: Logger
}

/** The supergraph in a file, and whatever is written into it later. */
export function fileSource({ path, pollMs, logger }: FileSourceOptions): SupergraphSource {
  return {
    async open(offer) {
      const from = `the file ${path}`
      await offer({ sdl: await readSupergraph(path), from })

      let stopped = false
      const reload = async (): Promise<void> => {
        try {
          const sdl = await readSupergraph(path)
          if (!stopped) await offer({ sdl, from })
        } catch (error) {
          logger.error(`${(error as Error).message} The router keeps the supergraph it has.`)
        }
      }
      // Asking for the file's times works where change notifications do not: network volumes, a ConfigMap's symlinks.
      // One reload at a time, in the order of the changes.
      let reloading = Promise.resolve()
      const onFileChange = (): void => void (reloading = reloading.then(reload))
      watchFile(path, { interval: pollMs, persistent: false }, onFileChange)
      return () => {
        stopped = true
        unwatchFile(path, onFileChange)
      }
    },
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
