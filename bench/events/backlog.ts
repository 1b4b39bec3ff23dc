import { setTimeout as sleep } from 'node:timers/promises'
import { startOurs } from './lane.ts'
import { startRole, type Role } from './role.ts'
import type { Servers } from './servers.ts'

/** What a subscriber that was away made of what had piled up, and what memory it and the publisher held meanwhile. */
export interface Backlog {
  readonly events: number
  /** Seconds from the subscriber's start to the last event handled. */
  readonly seconds: number
  /** Bytes of heap in use, collected: the publisher's after each fifth was relayed, the subscriber's after each handled. */
  readonly publisher: readonly number[]
  readonly subscriber: readonly number[]
}

const PARTS = 5

/** A subscriber binds and goes away; events pile up in its queue; it comes back. */
export async function backlog(servers: Servers, queueUrl: string, events: number): Promise<Backlog> {
  const { from, to } = await startOurs(servers, queueUrl)
  await to.stop()
  const part = Math.ceil(events / PARTS)
  const publisher: number[] = []
  for (let parts = 1; parts <= PARTS; parts++) {
    await from.call('flood', { count: part, together: 100, writers: 2 })
    await until(from, 'unsent', (unsent) => unsent === 0)
    publisher.push(await from.call<number>('heap'))
  }
  const began = performance.now()
  const back = await startRole('subscriber.ts', { databaseUrl: servers.lighthouseUrl, queueUrl })
  const subscriber: number[] = []
  for (let parts = 1; parts <= PARTS; parts++) {
    await until(back, 'total', (total) => total >= parts * part)
    subscriber.push(await back.call<number>('heap'))
  }
  const seconds = (performance.now() - began) / 1000
  await from.stop()
  await back.stop()
  return { events: PARTS * part, seconds, publisher, subscriber }
}

async function until(role: Role, command: string, isSo: (count: number) => boolean): Promise<void> {
  while (!isSo(await role.call<number>(command))) await sleep(50)
}
