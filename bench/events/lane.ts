import type { Servers } from './servers.ts'
import { startRole, type Role } from './role.ts'

/** One way from a producer to a consumer, each a process: ours, or BullMQ by itself. */
export interface Lane {
  readonly name: 'ours' | 'raw'
  readonly from: Role
  readonly to: Role
  stop(): Promise<void>
}

/** The subscriber first: its bindings decide what is sent to it. */
export async function startOurs(servers: Servers, queueUrl: string): Promise<Lane> {
  const to = await startRole('subscriber.ts', { databaseUrl: servers.lighthouseUrl, queueUrl })
  const from = await startRole('publisher.ts', { databaseUrl: servers.harbourUrl, queueUrl })
  return lane('ours', from, to)
}

export async function startRaw(queueUrl: string, concurrency: number): Promise<Lane> {
  const to = await startRole('raw-worker.ts', { queueUrl, concurrency })
  const from = await startRole('raw-producer.ts', { queueUrl })
  return lane('raw', from, to)
}

const lane = (name: Lane['name'], from: Role, to: Role): Lane => ({
  name,
  from,
  to,
  async stop() {
    await from.stop()
    await to.stop()
  },
})
