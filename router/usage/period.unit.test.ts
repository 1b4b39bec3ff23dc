import { usageReportShape } from '@tradewind/service'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ReportedOperation } from './operation.ts'
import { UsagePeriod } from './period.ts'
import { reportsOf } from './reports.ts'

const operation = (name: string, coordinates = ['Query.a'], size = 100): ReportedOperation => ({
  signature: `query ${name}{a}`,
  name,
  coordinates,
  readVariables(variables, into) {
    for (const key of Object.keys(variables)) into.add(`Input.${key}`)
  },
  size,
})
const request = (name: string, client = 'web', milliseconds = 3, variables = {}) => ({
  operation: operation(name),
  client: { name: client, version: '1' },
  variables,
  milliseconds,
  hasErrors: milliseconds > 1_000,
})

async function read(period: UsagePeriod, dropped = 0) {
  const reports = []
  for await (const { body } of reportsOf(period, 'shop@current', () => dropped)) {
    reports.push(usageReportShape.parse(JSON.parse(gunzipSync(body).toString())))
  }
  return reports
}

test('counts by operation and client: requests, errors, durations, what was sent', async () => {
  const period = new UsagePeriod(100_000)
  period.add(request('A', 'web', 1))
  period.add(request('A', 'web', 1.01, { x: 1 }))
  period.add(request('A', 'web', 60_000, { y: 1 }))
  period.add(request('A', 'app'))
  const [report] = await read(period, 7)
  expect(report).toMatchObject({ graphRef: 'shop@current', dropped: 7 })
  expect(report?.operations).toEqual([
    {
      signature: 'query A{a}',
      name: 'A',
      client: { name: 'web', version: '1' },
      coordinates: ['Query.a', 'Input.x', 'Input.y'],
      requests: 3,
      errors: 1,
      durations: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    },
    expect.objectContaining({ client: { name: 'app', version: '1' }, requests: 1, errors: 0 }),
  ])
})

test('when the room is used up, new operations are not counted and known ones are', () => {
  const period = new UsagePeriod(2_000)
  const taken = Array.from({ length: 100 }, (_, i) => period.add(request(`Q${i}`))).filter(Boolean).length
  expect(taken).toBeGreaterThan(0)
  expect(taken).toBeLessThan(10)
  expect(period.add(request('Q0'))).toBe(true)
})

test('a flood of client names is counted, as others', async () => {
  const period = new UsagePeriod(1_000_000)
  for (let i = 0; i < 1_000; i++) expect(period.add(request('A', `client ${i}`))).toBe(true)
  const rows = (await read(period)).flatMap(({ operations }) => operations)
  expect(rows).toHaveLength(101)
  expect(rows.find(({ client }) => client.name === '(others)')?.requests).toBe(900)
})

test('many operations are divided into reports that a registry takes', async () => {
  const period = new UsagePeriod(100_000_000)
  const coordinates = Array.from(
    { length: 2_000 },
    (_, i) => `AVeryLongNameOfAType${i}.aVeryLongNameOfAField${i}`,
  )
  for (let i = 0; i < 40; i++) {
    period.add({ ...request(`Q${i}`), operation: operation(`Q${i}`, coordinates) })
  }
  const reports = await read(period)
  expect(reports.length).toBeGreaterThan(1)
  expect(reports.flatMap(({ operations }) => operations)).toHaveLength(40)
})
