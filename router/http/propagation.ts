import { mayBeHandedOn } from './header-rules.ts'
import type { HeaderRule } from './header-rules.ts'

type Headers = Readonly<Record<string, string>>

/**
 * Headers that subgraphs get beside those of the router. As JSON it holds every one of them, for whichever subgraph, so
 * that it can be part of a key.
 */
export interface PropagatedHeaders {
  /** For subgraphs that no rule names. */
  readonly all: Headers
  /** For those that a rule names, by their names. */
  readonly bySubgraph?: Readonly<Record<string, Headers>>
}

/** What is read of a request: names in lower case. */
export interface ClientHeaders {
  get(name: string): string | null
  keys(): Iterable<string>
}

type Step = (
  client: Pick<ClientHeaders, 'get'>,
  names: readonly string[],
  kept: Record<string, string>,
) => void

/** Rules as they are applied. */
export interface PropagationRules {
  readonly all: readonly Step[]
  readonly bySubgraph: ReadonlyMap<string, readonly Step[]>
}

/** Puts rules in the order in which each subgraph gets their effect: that in which they are written. */
export function compilePropagation(rules: readonly HeaderRule[]): PropagationRules {
  const stepsFor = (subgraph?: string): Step[] =>
    rules
      .filter((rule) => rule.subgraph === undefined || rule.subgraph === subgraph)
      .map((rule) => toStep(rule))
  const named = new Set(rules.flatMap((rule) => rule.subgraph ?? []))
  return {
    all: stepsFor(),
    bySubgraph: new Map([...named].map((subgraph) => [subgraph, stepsFor(subgraph)])),
  }
}

function toStep(rule: HeaderRule): Step {
  if ('insert' in rule) return (_client, _names, kept) => void (kept[rule.insert] = rule.value)
  if ('remove' in rule) {
    const matches = matcher(rule.remove)
    return (_client, _names, kept) => {
      for (const name of Object.keys(kept)) if (matches(name)) delete kept[name]
    }
  }
  const { propagate: from, rename: to = from, default: absent } = rule
  const matches = matcher(from)
  if (from.includes('*')) {
    return (client, names, kept) => {
      for (const name of names) if (matches(name)) kept[name] = client.get(name) ?? ''
    }
  }
  return (client, names, kept) => {
    const value = names.includes(from) ? client.get(from) : absent
    if (value != null) kept[to] = value
  }
}

/** `x-shop-*` → whether a name begins and ends as the pattern does. */
function matcher(pattern: string): (name: string) => boolean {
  const [start = '', end] = pattern.split('*')
  if (end === undefined) return (name) => name === pattern
  return (name) => name.length >= pattern.length - 1 && name.startsWith(start) && name.endsWith(end)
}

/**
 * The headers to hand on; undefined where there are no rules. What the client's `Connection` header names is for one
 * connection only (RFC 9110), and counts as not sent.
 */
export function propagatedHeaders(
  client: ClientHeaders,
  { all, bySubgraph }: PropagationRules,
): PropagatedHeaders | undefined {
  if (all.length === 0 && bySubgraph.size === 0) return undefined
  const listed = client.get('connection')?.toLowerCase().split(',') ?? []
  const connection = new Set(listed.map((name) => name.trim()))
  const names = [...client.keys()].filter((name) => mayBeHandedOn(name) && !connection.has(name))
  const apply = (steps: readonly Step[]): Headers => {
    // Without a prototype a header may have any name.
    const kept = Object.create(null) as Record<string, string>
    for (const step of steps) step(client, names, kept)
    return kept
  }
  if (bySubgraph.size === 0) return { all: apply(all) }
  const each = [...bySubgraph].map(([subgraph, steps]) => [subgraph, apply(steps)])
  return { all: apply(all), bySubgraph: Object.fromEntries(each) as Record<string, Headers> }
}

/** The headers for one subgraph. */
export const headersFor = (headers: PropagatedHeaders | undefined, subgraph: string): Headers | undefined =>
  headers?.bySubgraph && Object.hasOwn(headers.bySubgraph, subgraph)
    ? headers.bySubgraph[subgraph]
    : headers?.all
