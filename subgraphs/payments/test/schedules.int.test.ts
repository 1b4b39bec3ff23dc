import { newId } from '@tradewind/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schedules } from '../events/schedules.ts'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('the answer to an idempotency key is forgotten after 30 days, and not before', async () => {
  const { prisma, services } = shop
  const actorId = newId()
  const answered = (daysAgo: number) => ({
    actorId,
    key: `${daysAgo} days ago`,
    fingerprint: '',
    answer: {},
    createdAt: new Date(services.now().getTime() - daysAgo * 86_400_000),
  })
  await prisma.staffRequest.createMany({ data: [answered(31), answered(29), answered(0)] })
  const [schedule] = schedules(services)
  expect(await schedule!.run({ tick: services.now(), signal: new AbortController().signal })).toBe(1)
  const left = await prisma.staffRequest.findMany({ where: { actorId }, orderBy: { createdAt: 'asc' } })
  expect(left.map(({ key }) => key)).toEqual(['29 days ago', '0 days ago'])
})
