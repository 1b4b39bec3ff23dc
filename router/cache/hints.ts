import { appliedDirectives } from '../supergraph/applied-directives.ts'

/** What `@cacheControl` says of a type or field. */
export interface Hint {
  /** Seconds. */
  readonly maxAge?: number
  readonly isPrivate?: boolean
  readonly inheritMaxAge?: boolean
}

/** Hints by place: `Type` or `Type.field`. */
export type Hints = ReadonlyMap<string, Hint>

const spec: ReadonlySet<string> = new Set(['cacheControl'])

/** Reads the `@cacheControl` of a supergraph. What is not written as it should be is as good as not kept at all. */
export function readHints(supergraphSdl: string): Hints {
  const hints = new Map<string, Hint>()
  for (const [place, [directive]] of appliedDirectives(supergraphSdl, spec)) {
    const { maxAge, scope, inheritMaxAge } = directive!.arguments
    hints.set(place, {
      ...(maxAge !== undefined && maxAge !== null && { maxAge: secondsOf(maxAge) }),
      ...(scope === 'PRIVATE' && { isPrivate: true }),
      ...(scope === 'PUBLIC' && { isPrivate: false }),
      ...(inheritMaxAge === true && { inheritMaxAge: true }),
    })
  }
  return hints
}

const secondsOf = (value: unknown): number => (Number.isSafeInteger(value) ? Math.max(0, Number(value)) : 0)
