/** What the holder of a key may do, from least to most. */
export const scopes = ['READ', 'CHECK', 'REPORT', 'PUBLISH'] as const
export type Scope = (typeof scopes)[number]

/**
 * Which scopes each scope brings with it: a pipeline that checks must read what it compares with, a router that reads
 * its supergraph may say how it is used.
 */
const brings: Readonly<Record<Scope, readonly Scope[]>> = {
  READ: ['READ', 'REPORT'],
  REPORT: ['REPORT'],
  CHECK: ['CHECK', 'READ'],
  PUBLISH: ['PUBLISH', 'CHECK', 'READ'],
}

export const allows = (granted: readonly Scope[], wanted: Scope): boolean =>
  granted.some((scope) => brings[scope].includes(wanted))

const form = /^service:([a-zA-Z][a-zA-Z0-9_-]{0,63}):([a-zA-Z0-9_-]{20,100})$/

/** A key as rover knows it, of a graph and a secret. */
export const writeKey = (graphId: string, secret: string): string => `service:${graphId}:${secret}`

/** The graph that a key says it is of; null when it has not the form of one. */
export const graphOfKey = (key: string): string | null => form.exec(key)?.[1] ?? null
