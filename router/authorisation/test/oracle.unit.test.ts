import fc from 'fast-check'
import { execute, GraphQLError, parse, validate } from 'graphql'
import type { DocumentNode, GraphQLFieldResolver, GraphQLSchema } from 'graphql'
import { expect, test } from 'vitest'
import { authoriser, engineOf, outcomeOf } from './fixture.ts'

const engine = engineOf(`
  type Query { a: A, open: Int, as: [A!]!, maybe: [[A]!] @authenticated }
  type A { x: Int, y: Int! @authenticated, z: [Int!]! @authenticated, b: B!, bs: [B!], again: A, secret: C }
  type B { x: Int! @authenticated, y: Int!, a: A, as: [[A!]!] }
  type C @authenticated { x: Int, a: A }`)

/** Fields that take a sign-in, by themselves or by what they return. */
const closed = new Set(['Query.maybe', 'A.y', 'A.z', 'B.x', 'A.secret', 'C.x', 'C.a'])
const objects: Record<string, Record<string, string>> = {
  Query: { a: 'A', open: '', as: 'A', maybe: 'A' },
  A: { x: '', y: '', z: '', b: 'B', bs: 'B', again: 'A', secret: 'C' },
  B: { x: '', y: '', a: 'A', as: 'A' },
  C: { x: '', a: 'A' },
}

/** Valid selections on a type, with aliases, fragments and conditions. */
function selections(type: string, depth: number): fc.Arbitrary<string> {
  const fields = Object.entries(objects[type]!).filter(([, inner]) => depth > 0 || inner === '')
  const field = fc
    .constantFrom(...fields)
    .chain(([name, inner]) =>
      fc.tuple(
        fc.constantFrom('', '', `one_${name}: `),
        fc.constant(name),
        fc.constantFrom('', '', ' @include(if: $yes)', ' @skip(if: $yes)'),
        inner ? selections(inner, depth - 1).map((text) => ` { ${text} }`) : fc.constant(''),
      ),
    )
    .map((parts) => parts.join(''))
  const item = depth > 0 ? fc.oneof(field, field, fragment(type, depth)) : field
  return fc.array(item, { minLength: 1, maxLength: 4 }).map((items) => items.join(' '))
}

const fragment = (type: string, depth: number): fc.Arbitrary<string> =>
  selections(type, depth - 1).map((text) => `... on ${type} { ${text} }`)

/** Resolves everything to something; `refuse` decides which fields fail as if they could not be resolved. */
async function run(document: DocumentNode, refuse: (place: string) => boolean): Promise<unknown> {
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (...[, , , info]) => {
    if (refuse(`${info.parentType.name}.${info.fieldName}`)) throw new GraphQLError('no')
    const list = String(info.returnType).replaceAll(/[^[]/g, '').length
    const one: unknown = objects[String(info.returnType).replaceAll(/[[\]!]/g, '')] ? {} : 7
    return list === 0 ? one : list === 1 ? [one, one] : [[one], [one, one]]
  }
  const schema: GraphQLSchema = engine.schema
  const { data } = await execute({ schema, document, fieldResolver, variableValues: { yes: true } })
  return data
}

const authorise = authoriser()
const numRuns = Number(process.env['AUTHORISATION_RUNS'] ?? 60)

test('what a client gets is what it would get if every field that was cut had failed, and nothing of them is asked', async () => {
  await fc.assert(
    fc.asyncProperty(selections('Query', 4), async (text) => {
      const source = `query ($yes: Boolean!) { ${text} open }`
      const original = parse(source)
      fc.pre(validate(engine.schema, original).length === 0)
      const asked: string[] = []
      const { left, complete } = await outcomeOf(authorise, engine, source)
      const refuse = (place: string): boolean => (asked.push(place), false)
      const answered = (await run(parse(left!), refuse)) as object
      expect(asked.filter((place) => closed.has(place))).toEqual([])
      const { data } = complete(answered)
      expect(JSON.stringify(data)).toBe(JSON.stringify(await run(original, (place) => closed.has(place))))
    }),
    { numRuns },
  )
})
