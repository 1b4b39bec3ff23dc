import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inGroups, type GroupOptions } from './in-groups.ts'

/** Work whose pieces are written down as they begin, and end when the test says so. */
function workshop({ took = 20, ...options }: Partial<GroupOptions<string, string>> & { took?: number } = {}) {
  const begun: string[] = []
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const work = async (items: readonly string[]): Promise<string[]> => {
    const name = items.join('+')
    begun.push(name)
    const gate = Promise.withResolvers<void>()
    gates.set(name, gate)
    await gate.promise
    return items.map((item) => `${item} done`)
  }
  const add = inGroups({
    lanes: 2,
    most: 3,
    joins: (item) => !item.startsWith('apart'),
    together: async (items) => ({ outcomes: await work(items), took }),
    alone: async (item) => (await work([item]))[0]!,
    ...options,
  })
  const waitFor = async (name: string): Promise<PromiseWithResolvers<void>> => {
    while (!gates.has(name)) await new Promise((resolve) => setImmediate(resolve))
    return gates.get(name)!
  }
  return {
    add,
    begun,
    finish: async (name: string) => (await waitFor(name)).resolve(),
    fail: async (name: string) => (await waitFor(name)).reject(new Error(`${name} failed`)),
  }
}

test('what comes while nothing is in hand is done at once, alone', async () => {
  const { add, begun, finish } = workshop()
  const a = add('a')
  expect(begun).toEqual(['a'])
  await finish('a')
  expect(await a).toBe('a done')
})

test('what comes meanwhile is done together, as soon as it is a full group', async () => {
  const { add, begun, finish } = workshop()
  const all = ['a', 'b', 'c', 'd'].map(add)
  expect(begun).toEqual(['a', 'b+c+d'])
  await finish('a')
  await finish('b+c+d')
  expect(await Promise.all(all)).toEqual(['a done', 'b done', 'c done', 'd done'])
})

test('does not wait longer than a moment for a group to fill', async () => {
  const { add, finish } = workshop()
  const all = ['a', 'b'].map(add)
  await finish('b') // although a is still in hand
  await finish('a')
  await Promise.all(all)
})

test('has no more in hand than there are lanes, and then shares what waits', async () => {
  const { add, begun, finish } = workshop({ most: 2 })
  const all = ['a', 'b', 'c', 'd', 'e'].map(add)
  expect(begun).toEqual(['a', 'b+c'])
  await finish('a')
  await finish('d+e')
  await finish('b+c')
  await Promise.all(all)
})

test.each([
  ['quick', 1, ['d+e']],
  ['slow', 100, ['d', 'e']],
])('where a group was %s, what comes after it is made into groups for that', async (_, took, groups) => {
  const { add, begun, finish } = workshop({ lanes: 3, most: 4, took })
  const all = ['a', 'b', 'c', 'd', 'e'].map(add)
  for (const group of ['b+c', ...groups, 'a']) await finish(group)
  await Promise.all(all)
  expect(begun).toEqual(['a', 'b+c', ...groups])
})

test('keeps apart what joins no group', async () => {
  const { add, begun, finish } = workshop({ lanes: 4, most: 2 })
  const all = ['a', 'b', 'apart-1', 'c', 'd'].map(add)
  expect(begun).toEqual(['a', 'b', 'apart-1', 'c+d'])
  for (const name of begun) await finish(name)
  await Promise.all(all)
})

test('a group that fails is done one by one, and only what fails by itself fails', async () => {
  const { add, fail, finish } = workshop()
  const all = Promise.allSettled(['a', 'b', 'c', 'd'].map(add))
  await finish('a')
  await fail('b+c+d')
  await finish('b')
  await fail('c')
  await finish('d')
  expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
})

test('groups are rarer the more of them fail, and come back when one succeeds', async () => {
  const sizes: number[] = []
  let broken = true
  const add = inGroups<number, number>({
    lanes: 1,
    most: 4,
    joins: () => true,
    together: async (items) => {
      sizes.push(items.length)
      await Promise.resolve()
      if (broken) throw new Error('they do not get along')
      return { outcomes: items, took: 1 }
    },
    alone: async (item) => item,
  })
  const run = (count: number) => Promise.all(Array.from({ length: count }, (_, index) => add(index)))
  await run(1000)
  expect(sizes.length).toBeLessThan(10)
  broken = false
  sizes.length = 0
  await run(1000)
  await run(1000)
  expect(sizes.length).toBeGreaterThan(200)
})

test('settles everything once, with its own outcome, whatever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ fails: fc.boolean(), joins: fc.boolean(), pause: fc.nat(2) }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      async (items, lanes, most) => {
        let inHand = 0
        const done: number[] = []
        const work = async (indexes: readonly number[]): Promise<number[]> => {
          expect(++inHand).toBeLessThanOrEqual(lanes)
          expect(indexes.length).toBeLessThanOrEqual(most)
          for (const index of indexes)
            for (let turn = 0; turn < items[index]!.pause; turn++) await Promise.resolve()
          inHand--
          if (indexes.some((index) => items[index]!.fails)) throw new Error('failed')
          done.push(...indexes)
          return [...indexes]
        }
        const add = inGroups<number, number>({
          lanes,
          most,
          joins: (index) => items[index]!.joins,
          together: async (indexes) => ({ outcomes: await work(indexes), took: indexes.length }),
          alone: async (index) => (await work([index]))[0]!,
        })
        const outcomes = await Promise.allSettled(items.map((_, index) => add(index)))
        expect(outcomes).toEqual(
          items.map(({ fails }, index) =>
            fails ? expect.objectContaining({ status: 'rejected' }) : { status: 'fulfilled', value: index },
          ),
        )
        expect(done.toSorted((a, b) => a - b)).toEqual(
          items.flatMap(({ fails }, index) => (fails ? [] : index)),
        )
      },
    ),
    { numRuns: 50 },
  )
})
