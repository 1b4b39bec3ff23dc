import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findForeignPublications } from './publishers.ts'
import { readSubscribers } from './subscriptions.ts'

let subgraphs: string

beforeEach(async () => {
  subgraphs = await mkdtemp(path.join(import.meta.dirname, 'subgraphs-'))
})
afterEach(() => rm(subgraphs, { recursive: true }))

async function write(file: string, source: string): Promise<void> {
  await mkdir(path.join(subgraphs, path.dirname(file)), { recursive: true })
  await writeFile(path.join(subgraphs, file), source)
}

test('reads lists, lists made from services, and ended subscriptions, starting nothing', async () => {
  const imports = `import { subscribe, unsubscribe } from '@tradewind/events'
    import { ordering } from '@tradewind/events/contracts'
    const handle = async () => { throw new Error('called') }\n`
  await write(
    'one/events/subscriptions.ts',
    `${imports} export const subscriptions = [subscribe(ordering.orderPlaced, handle)]`,
  )
  await write(
    'two/events/subscriptions.ts',
    `${imports} export const subscriptions = ({ clock, settings: { days } }) =>
      [subscribe(ordering.orderPlaced, handle), unsubscribe(ordering.orderShipped), ...(days() ? [] : [handle])]`,
  )
  await write('three/schema.graphql', '')
  expect(await readSubscribers(subgraphs)).toEqual(new Map([['ordering.order.placed.v1', ['one', 'two']]]))
})

test("finds where a subgraph declares an event, or publishes another's", async () => {
  await write(
    'one/data/a.ts',
    `await publish(tx, one.happened, {}); await publishAll(\n  tx,\n  two.happened, [])`,
  )
  await write('one/events/b.ts', `const mine = defineEvent('one.a.b', 1, z.object({}))`)
  await write('one/test/c.ts', `await publish(tx, two.happened, {})`)
  expect(await findForeignPublications(subgraphs, new Set(['one', 'two']))).toEqual([
    'subgraphs/one/data/a.ts publishes two.happened: only two may.',
    'subgraphs/one/events/b.ts declares an event: that belongs in packages/events/contracts/one.ts.',
  ])
})
