import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Logger } from '@tradewind/service'
import { parse } from 'yaml'
import { z } from 'zod'
import { federationVersion } from './composition/index.ts'
import { ensureGraph, setFederationVersion } from './data/graphs.ts'
import type { PrismaClient } from './data/generated/client.ts'
import { findRevisions } from './data/subgraphs.ts'
import { toGraphRef, type GraphRef } from './domain/graph-ref.ts'
import type { Scope } from './domain/key.ts'
import type { Keys } from './keys/index.ts'
import type { Launches, NewSchema } from './launches/index.ts'

export interface StartupOptions {
  readonly prisma: PrismaClient
  readonly keys: Keys
  readonly launches: Launches
  readonly logger: Logger
  readonly to: GraphRef
  /** A supergraph.yaml, as rover reads it. */
  readonly supergraph: string | undefined
  /** Whether schemas that a start has published before are left alone, whatever is there now. */
  readonly once: boolean
  readonly routerKey: string | undefined
  readonly roverKey: string | undefined
}

const who = { command: 'npm start' }
const shape = z.object({
  subgraphs: z.record(
    z.string(),
    z.object({ routing_url: z.string(), schema: z.object({ file: z.string() }) }),
  ),
})

/**
 * Makes the graph, lets the keys in, and publishes the schemas that a supergraph.yaml names, as one launch, if they are
 * other than those that are there. A schema that does not compose is a failed launch and a line in the log: the
 * registry serves what it had.
 */
export async function prepare(options: StartupOptions): Promise<void> {
  const { prisma, keys, launches, logger, to, supergraph, once, routerKey, roverKey } = options
  if (!supergraph && !routerKey && !roverKey) return
  const { graphId } = to
  await ensureGraph(prisma, graphId)
  const adopt = async (name: string, secret: string | undefined, scopes: readonly Scope[]) => {
    if (secret) await keys.adopt({ graphId, name, secret, scopes, who })
  }
  await adopt('router', routerKey, ['READ', 'REPORT'])
  await adopt('rover', roverKey, ['PUBLISH'])
  if (!supergraph) return

  try {
    const subgraphs = readSchemas(supergraph)
    // The checkout brings the version of federation along with its schemas.
    await setFederationVersion(prisma, to, federationVersion)
    if (once && (await publishedBefore(prisma, to, subgraphs))) return
    const outcome = await launches.publish({ ...to, subgraphs, exactly: !once, git: {}, who })
    if (outcome.kind === 'unchanged') return
    const errors = outcome.kind === 'refused' ? outcome.errors : outcome.launch.errors
    const graphRef = toGraphRef(to)
    if (errors.length > 0) logger.error({ graphRef, errors }, 'The schemas of this checkout do not compose.')
    else logger.info({ graphRef }, 'Published the schemas of this checkout.')
  } catch (error) {
    logger.error({ err: error, supergraph }, 'The schemas of this checkout could not be published.')
  }
}

/** Whether these are the schemas that a start published last. */
async function publishedBefore(
  prisma: PrismaClient,
  to: GraphRef,
  subgraphs: readonly NewSchema[],
): Promise<boolean> {
  const last = await prisma.launch.findFirst({
    where: { ...to, kind: 'PUBLISH', who: { equals: who } },
    select: { revisions: true },
    orderBy: { number: 'desc' },
  })
  const revisions = (last?.revisions ?? []) as { revisionId: string }[]
  const published = await findRevisions(
    prisma,
    revisions.map(({ revisionId }) => revisionId),
  )
  return subgraphs.every(({ name, url, sdl }) =>
    published.some((revision) => revision.subgraph === name && revision.url === url && revision.sdl === sdl),
  )
}

function readSchemas(supergraph: string): NewSchema[] {
  const { subgraphs } = shape.parse(parse(readFileSync(supergraph, 'utf8')))
  return Object.entries(subgraphs).map(([name, { routing_url: url, schema }]) => ({
    name,
    url,
    sdl: readFileSync(path.resolve(path.dirname(supergraph), schema.file), 'utf8'),
  }))
}
