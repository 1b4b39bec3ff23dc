import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OvertakingCount } from './overtaking.ts'
import { brokenRules } from './rules.ts'
import { story, type Story } from './story.ts'
import { openShop, World, type Shop } from './world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

async function tell(told: Story): Promise<World> {
  const world = await World.begin(shop, told)
  for (const steps of [told.rush, told.afterwards]) {
    await world.run(steps).catch((error) => fail(world, [String(error)]))
    await world.settle(told).catch((error) => fail(world, [String(error)]))
    const broken = await brokenRules(world)
    if (broken.length > 0) fail(world, broken)
  }
  return world
}

function fail({ trace }: World, broken: readonly string[]): never {
  throw new Error([...broken, '', 'What happened:', ...trace.lines].join('\n'))
}

const runs = Number(process.env['ANY_ORDER_RUNS'] ?? 15)
const seed = process.env['ANY_ORDER_SEED']

test('whatever arrives, in any order, late, repeated or past its time-out, all books agree in the end', async () => {
  const count = new OvertakingCount()
  const ends: Record<string, number> = {}
  let messages = 0,
    thrown = 0
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      const w = await tell(told)
      count.add(w.trace.facts)
      messages += w.post.arrived.length
      thrown += w.trace.thrown
      for (const o of await shop.ordering.prisma.order.findMany()) {
        const p = await shop.payments.prisma.payment.findUnique({ where: { orderId: o.id } })
        const k = [o.status, o.rejectionReason ?? o.cancellationReason, p?.state].join(' ')
        ends[k] = (ends[k] ?? 0) + 1
      }
    }),
    { numRuns: runs, ...(seed && { seed: Number(seed) }) },
  )
  console.log(
    [...count.lines, JSON.stringify(ends, null, 1), `${messages} messages, ${thrown} thrown`].join('\n'),
  )
  expect(true).toBe(true)
}, 3_600_000)
