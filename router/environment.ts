import { resolve } from 'node:path'
import {
  EnvironmentError,
  port,
  processEnvironment,
  readEnvironment,
  routerSecret,
  tokenEnvironment,
  tracingEnvironment,
} from '@tradewind/service'
import { z } from 'zod'
import { headerRules } from './http/header-rules.ts'
import { parseConditions } from './authorisation/policies.ts'
import type { PolicyCondition } from './authorisation/policies.ts'
import type { Registry } from './registry-client/registry.ts'

const wholeNumber = 'must be a whole number above 0'
const positive = (byDefault: number) =>
  z.coerce.number(wholeNumber).int(wholeNumber).positive(wholeNumber).default(byDefault)
const count = z.coerce.number(wholeNumber).int(wholeNumber).nonnegative('must not be below 0').default(0)
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )

/** `name=url,…` → the URLs by subgraph. */
const subgraphUrls = list.transform((items, context) => {
  const urls = new Map<string, string>()
  for (const item of items) {
    const [name, ...rest] = item.split('=')
    const url = rest.join('=')
    if (name && URL.canParse(url)) urls.set(name, url)
    else context.addIssue(`"${item}" is not of the form name=url`)
  }
  return urls
})

/** `name=milliseconds,…` → the time-outs by subgraph. */
const subgraphTimeouts = list.transform((items, context) => {
  const timeouts = new Map<string, number>()
  for (const item of items) {
    const [, name, milliseconds] = /^([^=]+)=([1-9]\d{0,8})$/.exec(item) ?? []
    if (name) timeouts.set(name, Number(milliseconds))
    else context.addIssue(`"${item}" is not of the form name=milliseconds`)
  }
  return timeouts
})

/** `graph@variant`, as rover writes it. */
const graphRef = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,63}@[A-Za-z][\w-]{0,63}$/, 'must be of the form graph@variant')

/** `policy=role:ROLE|scope:SCOPE,…` → what satisfies each policy. */
const policies = list.transform((items, context) => {
  const mapping = new Map<string, PolicyCondition[]>()
  for (const item of items) {
    const [, policy, text = ''] = /^([^=]+)=(.+)$/.exec(item) ?? []
    const conditions = parseConditions(text)
    if (policy && conditions) mapping.set(policy, conditions)
    else context.addIssue(`"${item}" is not of the form policy=role:ROLE|scope:SCOPE`)
  }
  return mapping
})

/** Every setting of the router; docs/router.md gives the reason for each default. */
export const environmentShape = {
  ...processEnvironment,
  ...tokenEnvironment,
  ...tracingEnvironment,
  PORT: port.default(4000),
  METRICS_PORT: port.default(4090),
  ROUTER_SECRET: routerSecret,
  SUPERGRAPH_PATH: z.string().default(resolve(import.meta.dirname, 'supergraph.graphql')),
  SUPERGRAPH_POLL_MS: positive(500),
  SUBGRAPH_URLS: subgraphUrls,

  REGISTRY_URL: z.url({ protocol: /^https?$/ }).optional(),
  REGISTRY_KEY: z.string().min(1).optional(),
  GRAPH_REF: graphRef.optional(),
  REGISTRY_START_MS: positive(1_000),
  REGISTRY_COPIES: z.string().optional(),
  USAGE_REPORTING: z.stringbool().default(true),
  USAGE_REPORT_INTERVAL_MS: positive(10_000),
  USAGE_MAX_BYTES: positive(16 * 1024 * 1024),
  AUTOMATIC_PERSISTED_QUERIES: z.stringbool().default(true),
  PERSISTED_QUERIES: z.enum(['off', 'log', 'safelist', 'safelist-ids-only']).default('off'),

  REQUEST_TIMEOUT_MS: positive(30_000),
  SUBGRAPH_TIMEOUT_MS: positive(10_000),
  SUBGRAPH_TIMEOUTS: subgraphTimeouts,
  SUBGRAPH_CONNECT_TIMEOUT_MS: positive(2_000),
  SUBGRAPH_CONNECTIONS: positive(64),
  SUBGRAPH_MAX_RESPONSE_BYTES: positive(16 * 1024 * 1024),
  SUBGRAPH_PIPELINING: positive(1),
  SUBGRAPH_HTTP2: z.stringbool().default(false),
  SUBGRAPH_BREAKER_OPEN_MS: positive(5_000),
  SHARE_SUBGRAPH_QUERIES: z.stringbool().default(true),
  SHARE_CLIENT_REQUESTS: z.stringbool().default(true),
  SUBGRAPH_HEARTBEAT_MS: positive(30_000),
  SUBGRAPH_MAX_EVENT_BYTES: positive(1024 * 1024),
  SUBGRAPH_RESUBSCRIBE_MS: positive(30_000),
  SUBSCRIPTION_QUEUE: positive(100),
  SUBSCRIPTION_RENEWAL_MS: positive(10_000),
  SHUTDOWN_DRAIN_MS: positive(10_000),

  MAX_BODY_BYTES: positive(2 * 1024 * 1024),
  MAX_QUERY_BYTES: positive(100_000),
  MAX_TOKENS: positive(5_000),
  MAX_DEPTH: positive(15),
  MAX_FIELDS: positive(1_000),
  MAX_ALIASES: positive(60),
  MAX_ROOT_FIELDS: positive(20),
  MAX_DIRECTIVES: positive(100),
  MAX_OPERATIONS: positive(20),
  MAX_BATCH_SIZE: positive(1),
  MAX_COST: positive(100_000),
  COST_LIST_SIZE: positive(10),

  MAX_SUBSCRIPTIONS: positive(20_000),
  MAX_WEBSOCKETS: positive(20_000),
  MAX_WEBSOCKET_OPERATIONS: positive(100),
  MAX_LIVE_CONNECTIONS_PER_CLIENT: count,
  MAX_UNREAD_BYTES: positive(1024 * 1024),
  WEBSOCKET_INIT_MS: positive(5_000),
  HEARTBEAT_MS: positive(10_000),

  RATE_LIMIT_CLIENT: count,
  RATE_LIMIT_USER: count,
  RATE_LIMIT_REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  TRUSTED_PROXIES: count,

  CACHE: z.enum(['events', 'max-age', 'off']).default('events'),
  CACHE_MAX_BYTES: positive(64 * 1024 * 1024),
  CACHE_PRIVATE: z.stringbool().default(false),
  CACHE_REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  QUEUE_URL: z.url({ protocol: /^(rediss?|postgres(ql)?)$/ }).optional(),

  REJECT_UNAUTHORIZED: z.stringbool().default(false),
  POLICIES: policies,
  POLICY_MODULE: z.string().optional(),

  INTROSPECTION: z.stringbool().default(true),
  EXPLORER: z.enum(['sandbox', 'graphiql', 'off']).default('sandbox'),
  CSRF_PREVENTION: z.stringbool().default(true),
  CORS_ORIGINS: list,
  HEADER_RULES: headerRules,
}

export type Environment = z.infer<z.ZodObject<typeof environmentShape>>

/** Reads the router's settings from the process' environment; throws an EnvironmentError that names every fault. */
export const routerEnvironment = (): Environment => readEnvironment(environmentShape)

/**
 * The registry the router belongs to; null when it has none. Throws an EnvironmentError when only some of what it
 * takes is set, or a safelist is wanted without a registry to have it from.
 */
export function registryOf(environment: Environment): Registry | null {
  const { REGISTRY_URL: url, REGISTRY_KEY: key, GRAPH_REF: ref, PERSISTED_QUERIES: mode } = environment
  if (url && key && ref) {
    const [graph = '', variant = ''] = ref.split('@')
    return { url: url.replace(/\/+$/, ''), key, graphRef: ref, graph, variant }
  }
  const missing = Object.entries({ REGISTRY_URL: url, REGISTRY_KEY: key, GRAPH_REF: ref })
    .filter(([, value]) => !value)
    .map(([name]) => name)
  if (missing.length < 3) {
    throw new EnvironmentError(`To use a registry, set ${missing.join(' and ')}, too.`)
  }
  if (mode !== 'off') {
    throw new EnvironmentError(
      `PERSISTED_QUERIES is "${mode}", but there is no registry to have the list from: set REGISTRY_URL, REGISTRY_KEY and GRAPH_REF.`,
    )
  }
  return null
}
