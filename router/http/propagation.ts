/** Which of the client's headers subgraphs get, and what they are called there. */
export type PropagationRules = ReadonlyMap<string, string>

// RFC 9110, section 7.6.1, and what went before it: these are about one connection and never go further.
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
// What the router says itself, or what is about the client's body and not about the one that a subgraph gets.
const own = [
  'accept',
  'accept-encoding',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'traceparent',
  'x-request-id',
]
const never = new Set([...hopByHop, ...own])
const isAllowed = (name: string): boolean =>
  /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && !never.has(name) && !name.startsWith('x-tradewind-')

/** `name` or `name=name-for-subgraphs` → both names, in lower case; null where it is not of that form or not allowed. */
export function parsePropagation(rule: string): [from: string, to: string] | null {
  const [from = '', to = from, ...rest] = rule.toLowerCase().split('=')
  return rest.length === 0 && isAllowed(from) && isAllowed(to) ? [from, to] : null
}

/** The headers to hand on. What the client's `Connection` header names is for one connection only (RFC 9110). */
export function propagatedHeaders(
  headers: { get(name: string): string | null },
  rules: PropagationRules,
): Record<string, string> | undefined {
  if (rules.size === 0) return undefined
  const listed = headers.get('connection')?.toLowerCase().split(',') ?? []
  const connection = new Set(listed.map((name) => name.trim()))
  const kept: Record<string, string> = {}
  for (const [from, to] of rules) {
    const value = headers.get(from)
    if (value !== null && !connection.has(from)) kept[to] = value
  }
  return kept
}
