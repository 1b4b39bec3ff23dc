import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { csv, simple } from '../test/csv.ts'
import { groupsOf, pieces } from '../test/file.ts'
import { groupRows, size, type RowGroup } from './group-rows.ts'
import { readRows } from './read-rows.ts'
import { surveyGroups } from './survey.ts'

const survey = (content: string) => surveyGroups(groupRows(readRows(pieces(content))))
const rows = (handle: string, count: number) => Array.from({ length: count }, () => simple(handle))

test('groups the rows of one handle that follow one another', async () => {
  const groups = await groupsOf(csv([...rows('a', 2), ...rows('b', 1), ...rows('A', 1)]))
  expect(groups.map(({ handle, rows: { length } }) => [handle, length])).toEqual([
    ['a', 2],
    ['b', 1],
    ['a', 1],
  ])
})

test('is not led astray by rows without a handle', async () => {
  const content = csv([simple(''), simple('a'), simple(''), simple('a'), simple('b')])
  const groups = await groupsOf(content)
  expect(groups.map((group) => [group.handle, group.rows.length, group.strays.length])).toEqual([
    ['a', 2, 2],
    ['b', 1, 0],
  ])
  expect(await survey(content)).toEqual({ rows: 5, scattered: new Set() })
})

test('gives more rows than a product can have in pieces, all of them at fault', async () => {
  const groups = await groupsOf(csv([...rows('a', 1_600), ...rows('b', 1)]))
  expect(
    groups.map(({ handle, fault, ...group }) => [handle, size({ handle, fault, ...group }), fault]),
  ).toEqual([
    ['a', 750, 'The product has more than 750 rows.'],
    ['a', 750, 'The product has more than 750 rows.'],
    ['a', 100, 'The product has more than 750 rows.'],
    ['b', 1, null],
  ])
})

test('does not hold rows without a handle for ever', async () => {
  const groups = await groupsOf(csv([simple('a'), ...rows('', 2_000)]))
  expect(groups.map(size)).toEqual([751, 750, 500])
})

test('marks the product at which a file breaks off', async () => {
  const content = `${csv([simple('a'), simple('b')])}b,"`
  const groups: RowGroup[] = []
  await expect(async () => {
    for await (const group of groupRows(readRows(pieces(content)))) groups.push(group)
  }).rejects.toThrow('never closed')
  expect(groups.map(({ handle, fault }) => [handle, fault])).toEqual([
    ['a', null],
    ['b', 'The file cannot be read beyond this product, so rows of it may be missing.'],
  ])
  expect(await survey(content)).toEqual({ rows: 2, scattered: new Set() })
})

test('finds the handles whose rows do not lie together', async () => {
  const content = csv([...rows('a', 2), ...rows('b', 1), ...rows('a', 1), ...rows('c', 800)])
  expect(await survey(content)).toEqual({ rows: 804, scattered: new Set(['a']) })
})

test('reads 100,000 rows in memory that does not grow with them', { timeout: 60_000 }, async () => {
  const body = `<p>${'long description '.repeat(20)}</p>`
  const heading = csv([])
  const product = csv(Array.from({ length: 10 }, () => simple('HANDLE', { 'Body (HTML)': body })))
  const lines = product.slice(product.indexOf('\n') + 1)
  async function* big(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(heading)
    for (let index = 0; index < 10_000; index++) yield Buffer.from(lines.replaceAll('HANDLE', `p${index}`))
  }
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  /** What is in use, in MiB. */
  const held = (): number => {
    collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    return (heapUsed + external) / 2 ** 20
  }
  const before = held()
  let groups = 0
  let most = 0
  async function* watched() {
    for await (const group of groupRows(readRows(big()))) {
      if (++groups % 2_500 === 0) most = Math.max(most, held() - before)
      yield group
    }
  }
  expect((await surveyGroups(watched())).rows).toBe(100_000)
  // The file is 45 MB.
  expect(most).toBeLessThan(15)
})
