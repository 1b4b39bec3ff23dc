import { processEnvironment, readEnvironment, tokenEnvironment } from '@tradewind/service'
import { z } from 'zod'
import { parseGraphRef, type GraphRef } from './domain/graph-ref.ts'

const positive = (byDefault: number) => z.coerce.number().int().min(1).default(byDefault)

const graphRef = z.string().transform((text, context): GraphRef => {
  const parsed = parseGraphRef(text)
  if (!parsed)
    context.addIssue({ code: 'custom', message: 'must be a graph and a variant, like shop@current' })
  return parsed!
})

const databaseUrl = z.url({ protocol: /^postgres(ql)?$/ })

export const registryEnvironment = {
  ...processEnvironment,
  ...tokenEnvironment,
  DATABASE_URL: databaseUrl,
  /** Where browsers, rover and routers reach the registry. */
  REGISTRY_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:4100')
    .transform((url) => url.replace(/\/+$/, '')),
  /** The GraphQL endpoint that staff sign in through. */
  ROUTER_URL: z.url(),
  /** What session cookies are signed with. */
  COOKIE_SECRET: z.string().min(32, 'must have at least 32 characters'),

  /** How long one composition may take; rover waits 30 s for an answer. */
  COMPOSITION_TIMEOUT_MS: positive(20_000),
  /** How much memory one composition may take, in MB. */
  COMPOSITION_MEMORY_MB: positive(512),
  /** The largest schema of a subgraph. */
  MAX_SCHEMA_BYTES: positive(5 * 1024 * 1024),
  /** How long it is kept what clients sent; the longest validation period of checks. */
  USAGE_RETENTION_DAYS: positive(90),
  /** The largest request; a schema takes more as JSON. */
  REGISTRY_MAX_BODY_BYTES: positive(16 * 1024 * 1024),

  /** A supergraph.yaml whose subgraphs are published at each start, where they have changed. */
  PUBLISH_SUPERGRAPH: z.string().optional(),
  /**
   * Whether these schemas are published once, until they change in the file, and nothing is taken out: so that a
   * restart undoes neither a roll-back nor what pipelines published.
   */
  PUBLISH_ONCE: z.stringbool().default(false),
  /** To which graph and variant; made when missing. */
  PUBLISH_TO: graphRef.default({ graphId: 'tradewind', variant: 'current' }),
  /** A key for routers to read supergraphs and report usage with, let in at each start. */
  ROUTER_KEY: z.string().optional(),
  /** A key for rover to check and publish with, let in at each start. */
  ROVER_KEY: z.string().optional(),
}

export type RegistryEnvironment = z.infer<z.ZodObject<typeof registryEnvironment>>

/** What the commands of `npm run registry` read; without a database they look for the one of `npm start`. */
export const commandEnvironment = () =>
  readEnvironment({
    DATABASE_URL: databaseUrl.optional(),
    COMPOSITION_TIMEOUT_MS: registryEnvironment.COMPOSITION_TIMEOUT_MS,
    COMPOSITION_MEMORY_MB: registryEnvironment.COMPOSITION_MEMORY_MB,
  })
