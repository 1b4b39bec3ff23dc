import { z } from 'zod'

// RFC 9110, section 7.6.1, and what went before it: these are about one connection and never go further.
const hopByHop = [
  'connection',
  'http2-settings',
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

/** Whether a header of this name (in lower case) may be handed on at all, whatever a rule says. */
export const mayBeHandedOn = (name: string): boolean =>
  !never.has(name) && !name.startsWith('x-tradewind-') && !name.startsWith('sec-websocket-')

const isName = (text: string): boolean => /^[a-z0-9!#$%&'+.^_`|~-]+$/.test(text)

function faultOfName(name: string): string | undefined {
  if (!isName(name)) return `"${name}" is not the name of a header`
  return mayBeHandedOn(name) ? undefined : `"${name}" is about one connection, or for the router to say`
}
function faultOfPattern(pattern: string): string | undefined {
  if (!pattern.includes('*')) return faultOfName(pattern)
  const isPattern = pattern === '*' || isName(pattern.replace('*', ''))
  return isPattern ? undefined : `"${pattern}" is not a pattern of names with one *`
}

const checked = (faultOf: (text: string) => string | undefined) =>
  z
    .string('must be text')
    .toLowerCase()
    .superRefine((text, context) => {
      const fault = faultOf(text)
      if (fault) context.addIssue(fault)
    })
const name = checked(faultOfName)
const pattern = checked(faultOfPattern)
const value = z.string('must be text').regex(/^[\x20-\x7e]*$/, 'must be printable ASCII')
const subgraph = z.string('must be text').min(1, 'must name a subgraph').optional()

const propagate = z
  .strictObject({ propagate: pattern, rename: name.optional(), default: value.optional(), subgraph })
  .refine(
    ({ propagate: from, rename, default: absent }) =>
      !from.includes('*') || (rename === undefined && absent === undefined),
    'a pattern can be neither renamed nor have a default',
  )
const insert = z.strictObject({ insert: name, value, subgraph })
const remove = z.strictObject({ remove: pattern, subgraph })
const kinds = { propagate, insert, remove }

/** One step of what subgraphs get: of the client's headers, or of what the router's operator says. */
export type HeaderRule = z.infer<typeof propagate> | z.infer<typeof insert> | z.infer<typeof remove>

/** Rules as JSON → the rules; issues are sentences that name the rule. */
export const headerRules = z
  .string()
  .default('[]')
  .transform((text, context) => {
    const rules = parseJson(text)
    if (!Array.isArray(rules)) {
      context.addIssue('must be a list of rules in JSON, such as [{"propagate": "x-tenant"}]')
      return []
    }
    return rules.flatMap((rule: unknown, index): HeaderRule[] => {
      const kind = Object.keys(kinds).filter((key) => Object.hasOwn(Object(rule), key))
      if (kind.length !== 1) {
        context.addIssue(`rule ${index + 1} must have one of "propagate", "insert" and "remove"`)
        return []
      }
      const { data, error } = kinds[kind[0] as keyof typeof kinds].safeParse(rule)
      for (const { path, message } of error?.issues ?? []) {
        context.addIssue(`rule ${index + 1}: ${[...path, message].join(' ')}`)
      }
      return data ? [data] : []
    })
  })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
