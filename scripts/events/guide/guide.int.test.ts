import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createEvent, handleOnce } from '@tradewind/events'
import { ordering } from '@tradewind/events/contracts'
import { newId } from '@tradewind/service'
import { expect, test } from 'vitest'
import { onOrderPlaced } from '../../../subgraphs/inventory/events/order-placed.ts'
import { openInventory } from '../../../subgraphs/inventory/test/inventory.ts'
import { root } from '../language.ts'

const SAMPLE = /(?:<!-- (\S+) -->\s+)?```ts\n([^]*?)```/g

/** Code as lines without indentation, which depends on what is around it. */
const flatten = (code: string): string =>
  code
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\n')

test('every sample of the guide is code of this repository, from the file that its comment names', async () => {
  const guide = await readFile(path.join(root, 'docs/events.md'), 'utf8')
  const samples = [...guide.matchAll(SAMPLE)]
  expect(samples.length).toBeGreaterThan(8)
  for (const [, file, sample = ''] of samples) {
    expect(file, `This sample wants <!-- its file --> above it:\n${sample}`).toBeDefined()
    const source = flatten(await readFile(path.join(root, file!), 'utf8'))
    for (const paragraph of sample.split('\n\n')) expect(source, file).toContain(flatten(paragraph))
  }
})

test('the sample of a handler’s test passes', async () => {
  const shop = await openInventory()
  const { prisma } = shop
  const services = { clock: shop.now, holdFor: 60_000 }
  const [orderId, customerId, variantId] = [newId(), newId(), newId()]
  const lines = [{ variantId, quantity: 2 }]
  await shop.adjust(variantId, 5)

  const placed = createEvent(ordering.orderPlaced, { subject: orderId, data: { orderId, customerId, lines } })

  expect(await handleOnce(prisma, onOrderPlaced(services), placed)).toBe('handled')
  expect(await handleOnce(prisma, onOrderPlaced(services), placed)).toBe('duplicate')

  const [published] = await prisma.outboxEvent.findMany({ where: { subject: orderId } })
  expect(published).toMatchObject({ type: 'inventory.stock.reserved.v1', data: { orderId } })
  await shop.close()
})
