import { setTimeout as delay } from 'node:timers/promises'
import { findRedisServer, startRedis, type RedisServer } from '@tradewind/testkit'

export interface KeptRedis {
  readonly url: string
  /** The server that runs at present. */
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a Redis that keeps its jobs in an append-only file in `folder`, and starts it again on its port when it dies. */
export async function keepRedis(folder: string): Promise<KeptRedis> {
  const binary = findRedisServer()
  if (!binary) throw new Error('There is no redis-server on this machine.')
  const options = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'everysec']
  let server = await startRedis(binary, options)
  const { url } = server
  let stopping = false

  const startAgain = async (): Promise<RedisServer> => {
    for (;;) {
      try {
        return await startRedis(binary, options, Number(new URL(url).port))
      } catch {
        await delay(100) // its port may be in use for a moment
      }
    }
  }
  const keep = async (): Promise<void> => {
    for (;;) {
      await server.exited
      if (stopping) return
      server = await startAgain()
    }
  }
  const kept = keep()
  // The parts notice by themselves when the suite is gone.
  const abandon = (): void => void process.kill(server.pid, 'SIGKILL')
  process.once('exit', abandon)
  return {
    url,
    get pid() {
      return server.pid
    },
    async stop() {
      stopping = true
      process.off('exit', abandon)
      await server.stop()
      await kept
    },
  }
}
