import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nameOf, OvertakingCount } from './overtaking.ts'
import { overtakings } from './overtakings.ts'
import { openShop, type Shop } from './shop.ts'
import type { Story } from './steps.ts'
import { story } from './story.ts'
import { tell } from './tell.ts'

// The real handlers of ordering, inventory and payments on real databases; the test is the queues, the clock and the
// people. ANY_ORDER_RUNS=1000 tells more stories; ANY_ORDER_SEED and ANY_ORDER_PATH tell one again that failed.
const runs = Number(process.env['ANY_ORDER_RUNS'] ?? 12)
const { ANY_ORDER_SEED: seed, ANY_ORDER_PATH: path } = process.env

/** So many stories are enough to meet everything by chance. */
const MANY = 1000

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const plain: Omit<Story, 'rush'> = {
  stock: [3, 3],
  afterwards: [],
  provoked: [],
  beyondTimeOuts: false,
  timeOutsEvery: 0,
  atOnce: 1,
  quiet: [0],
}

test.each(overtakings.map((overtaking) => [nameOf(overtaking), overtaking] as const))(
  'all books agree when %s',
  async (_, overtaking) => {
    const { trace } = await tell(shop, { ...plain, rush: overtaking.way })
    const count = new OvertakingCount([overtaking])
    count.add(trace.facts)
    expect(count.missing, trace.lines.join('\n')).toEqual([])
  },
)

test('all books agree whatever arrives, in any order, repeated, at once, or past its time-out', async () => {
  const count = new OvertakingCount(overtakings)
  const figures = { stories: 0, orders: 0, messages: 0, 'thrown and retried': 0 }
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      const { trace, post, orders } = await tell(shop, told)
      count.add(trace.facts)
      figures.stories++
      figures.orders += orders.length
      figures.messages += post.arrived.length
      figures['thrown and retried'] += trace.thrown
    }),
    { numRuns: runs, ...(seed && { seed: Number(seed) }), ...(path && { path }) },
  )
  console.log([JSON.stringify(figures), ...count.lines].join('\n'))
  if (figures.stories >= MANY) expect(count.missing).toEqual([])
}, 7_200_000)
