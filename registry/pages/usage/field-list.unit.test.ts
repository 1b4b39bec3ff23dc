import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIELDS_SHOWN, fieldQuery, listFields } from './field-list.ts'
import { listOperations, OPERATIONS_SHOWN, operationQuery } from './operation-list.ts'
import type { SchemaField } from './schema-fields.ts'

test('pages of fields show every field once, the most used first', () => {
  const uses = fc.array(fc.nat(3), { minLength: 0, maxLength: FIELDS_SHOWN * 3 })
  fc.assert(
    fc.property(uses, (requests) => {
      const fields = requests.map((_, index): SchemaField => ({
        coordinate: `T.f${index}`,
        kind: 'field',
        type: 'Int',
        deprecated: null,
      }))
      const usage = new Map(requests.map((count, index) => [`T.f${index}`, { requests: count, clients: 1 }]))
      const seen = []
      let after: string | undefined
      do {
        const page = listFields(fields, usage, fieldQuery.parse({ ...(after && { after }) }))
        seen.push(...page.fields)
        after = page.after ?? undefined
      } while (after)
      expect(seen.map(({ coordinate }) => coordinate).toSorted()).toEqual(
        fields.map(({ coordinate }) => coordinate).toSorted(),
      )
      expect(seen.map((each) => each.requests)).toEqual(requests.toSorted((a, b) => b - a))
    }),
    { numRuns: Number(process.env.FC_RUNS ?? 30) },
  )
})

test('pages of operations show every operation once, whatever they are sorted by', () => {
  const all = Array.from({ length: OPERATIONS_SHOWN * 2 + 1 }, (_, index) => ({
    id: index.toString(16).padStart(64, '0'),
    name: '',
    requests: 1 + (index % 7),
    errors: index % 3 === 0 ? 1 : 0,
    durations: Array.from({ length: 13 }, (_value, bucket) => (bucket === index % 13 ? 1 : 0)),
  }))
  for (const sort of ['requests', 'errors', 'latency'] as const) {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = listOperations(all, operationQuery.parse({ sort, ...(after && { after }) }))
      seen.push(...page.operations.map(({ id }) => id))
      after = page.after ?? undefined
    } while (after)
    expect(seen.toSorted()).toEqual(all.map(({ id }) => id))
  }
})
