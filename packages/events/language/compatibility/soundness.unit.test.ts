import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { toJsonSchema } from '../json-schema.ts'
import { compareSchemas } from './compare-schemas.ts'

/** A contract, and what somebody may publish under it. */
interface Spec {
  readonly schema: z.ZodType
  readonly values: fc.Arbitrary<unknown>
}
type Release = readonly [old: Spec, next: Spec]

const text = (max: number): Spec => ({ schema: z.string().max(max), values: fc.string({ maxLength: max }) })
const int = (min: number): Spec => ({ schema: z.int().min(min), values: fc.integer({ min }) })
const leaves: Spec[] = [
  text(3),
  text(5),
  int(0),
  int(1),
  { schema: z.int().positive(), values: fc.integer({ min: 1 }) },
  { schema: z.number(), values: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { schema: z.enum(['a', 'b']), values: fc.constantFrom('a', 'b') },
  { schema: z.enum(['b', 'a', 'c']), values: fc.constantFrom('a', 'b', 'c') },
  { schema: z.uuid(), values: fc.uuid() },
]

const nullable = ({ schema, values }: Spec): Spec => ({
  schema: schema.nullable(),
  values: fc.option(values),
})
const listOf = ({ schema, values }: Spec): Spec => ({
  schema: z.array(schema),
  values: fc.array(values, { maxLength: 3 }),
})

type Presence = 'required' | 'optional' | 'default' | 'absent'
const presence = (...also: Presence[]) =>
  fc.constantFrom<Presence>('required', 'optional', 'default', ...also)

function objectOf(fields: Record<string, readonly [Spec, Presence]>): Spec {
  const present = Object.entries(fields).filter(([, [, how]]) => how !== 'absent')
  const shape = present.map(([name, [{ schema, values }, how]]) => {
    const standIn = fc.sample(values, { numRuns: 1, seed: 1 })[0]
    const field =
      how === 'optional' ? schema.optional() : how === 'default' ? schema.default(standIn as never) : schema
    return [name, field] as const
  })
  const values = present.map(([name, [spec]]) => [name, spec.values] as const)
  const requiredKeys = present.filter(([, [, how]]) => how === 'required').map(([name]) => name)
  return {
    schema: z.object(Object.fromEntries(shape)),
    values: fc.record(Object.fromEntries(values), { requiredKeys }),
  }
}

/** Mostly the same on both sides, so that some of them are compatible. */
const { release } = fc.letrec<{ release: Release; field: Release }>((tie) => ({
  field: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: fc.constantFrom(...leaves).map((it): Release => [it, it]) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...leaves), fc.constantFrom(...leaves)) },
    { weight: 1, arbitrary: tie('field').map(([old, next]): Release => [nullable(old), nullable(next)]) },
    { weight: 1, arbitrary: tie('field').map(([old, next]): Release => [listOf(old), listOf(next)]) },
    { weight: 1, arbitrary: tie('field').map(([old, next]): Release => [old, nullable(next)]) },
    { weight: 1, arbitrary: tie('release') },
  ),
  release: fc
    .dictionary(
      fc.constantFrom('x', 'y', 'z'),
      fc.tuple(
        tie('field'),
        fc.oneof(
          presence().map((it): [Presence, Presence] => [it, it]),
          fc.tuple(presence('absent'), presence('absent')),
        ),
      ),
      { maxKeys: 3 },
    )
    .map((fields): Release => {
      const side = (index: 0 | 1) =>
        objectOf(
          Object.fromEntries(
            Object.entries(fields).map(([name, [specs, how]]) => [name, [specs[index], how[index]]] as const),
          ),
        )
      return [side(0), side(1)]
    }),
}))

test('whatever is allowed: each contract reads what was published under the other', () => {
  let allowed = 0
  const published = release.chain(([old, next]) =>
    fc.record({
      schemas: fc.constant([old.schema, next.schema] as const),
      before: old.values,
      after: next.values,
    }),
  )
  fc.assert(
    fc.property(published, ({ schemas: [old, next], before, after }) => {
      if (compareSchemas(toJsonSchema(old, 'draft-07'), toJsonSchema(next, 'draft-07')).length > 0) return
      allowed++
      expect(next.safeParse(old.parse(before)).error).toBeUndefined()
      expect(old.safeParse(next.parse(after)).error).toBeUndefined()
    }),
    { numRuns: 1000 },
  )
  expect(allowed).toBeGreaterThan(100)
})
