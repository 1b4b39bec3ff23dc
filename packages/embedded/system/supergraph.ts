import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { StartError } from '../error.ts'

const shape = z.object({ subgraphs: z.record(z.string(), z.object({ routing_url: z.url() })) })

export interface SubgraphAddress {
  readonly name: string
  readonly port: number
}

/** The subgraphs of supergraph.yaml, in its order, with the ports of their routing URLs. */
export function readSubgraphs(root: string): SubgraphAddress[] {
  try {
    const { subgraphs } = shape.parse(parse(readFileSync(path.join(root, 'supergraph.yaml'), 'utf8')))
    return Object.entries(subgraphs).map(([name, { routing_url: url }]) => ({
      name,
      port: Number(new URL(url).port),
    }))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw new StartError(`supergraph.yaml cannot be read: ${reason}`)
  }
}
