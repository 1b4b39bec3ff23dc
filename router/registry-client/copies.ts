import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '@tradewind/service'
import type { ResourceName } from './ask.ts'
import type { Registry } from './registry.ts'

/** The last good version of what the registry gave, for a start while it does not answer. */
export interface Copies {
  /** Null when there is none. */
  read(name: ResourceName): Promise<string | null>
  /** Never throws: a copy that cannot be kept is a line in the log. */
  keep(name: ResourceName, text: string): Promise<void>
  /** Where it is, for messages. */
  pathOf(name: ResourceName): string
}

/** Keeps copies as files in a folder, named by the graph so that routers of several may share it. */
export function copiesIn(folder: string, { graphRef }: Registry, logger: Logger): Copies {
  const pathOf = (name: ResourceName): string => join(folder, `${graphRef}.${name}`)
  return {
    pathOf,
    async read(name) {
      try {
        return await readFile(pathOf(name), 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          logger.warn({ err: error }, 'The copy of what the registry last gave cannot be read.')
        }
        return null
      }
    },
    async keep(name, text) {
      const path = pathOf(name)
      try {
        await mkdir(folder, { recursive: true })
        // A reader, or the end of this process, must never find half of it.
        await writeFile(`${path}.${process.pid}`, text)
        await rename(`${path}.${process.pid}`, path)
      } catch (error) {
        logger.warn({ err: error }, 'What the registry gave cannot be copied; it is served all the same.')
      }
    },
  }
}

/** Copies that are not wanted. */
export const noCopies: Copies = {
  read: async () => null,
  keep: async () => undefined,
  pathOf: () => '',
}
