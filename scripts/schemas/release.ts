import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'

/** Where supergraph.yaml, the schemas and the clients' operations are read from; null for a file that is not there. */
export type ReadFile = (file: string) => Promise<string | null>

export interface Subgraph {
  readonly name: string
  readonly url: string
  readonly sdl: string
}

const shape = z.object({
  subgraphs: z.record(
    z.string(),
    z.object({ routing_url: z.string(), schema: z.object({ file: z.string() }) }),
  ),
})

/** The subgraphs that supergraph.yaml names, with their schemas; none where there is no such file. */
export async function readSubgraphs(read: ReadFile): Promise<Subgraph[]> {
  const text = await read('supergraph.yaml')
  if (text === null) return []
  const { subgraphs } = shape.parse(parseYaml(text))
  return Promise.all(
    Object.entries(subgraphs).map(async ([name, { routing_url: url, schema }]) => {
      const sdl = await read(path.normalize(schema.file))
      if (sdl === null) throw new Error(`supergraph.yaml names ${schema.file}, which is not there.`)
      return { name, url, sdl }
    }),
  )
}

/** Reads the files of a folder. */
export const filesOf =
  (folder: string): ReadFile =>
  async (file) => {
    try {
      return await readFile(path.join(folder, file), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }
