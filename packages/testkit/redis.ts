import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { freePorts } from '@tradewind/embedded'

export interface RedisServer {
  readonly url: string
  readonly pid: number
  /** Settles when the server has ended, by `stop()` or otherwise. */
  readonly exited: Promise<void>
  stop(): Promise<void>
}

/** The path of the machine's redis-server, or null. */
export function findRedisServer(): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  return folders.map((folder) => path.join(folder, 'redis-server')).find((file) => existsSync(file)) ?? null
}

/** Starts a Redis of its own, with the policy that queues need and nothing kept on disk, on any free port if none is named. */
export async function startRedis(
  binary: string,
  options: readonly string[] = [],
  onPort?: number,
): Promise<RedisServer> {
  const port = onPort ?? (await freePort())
  const server = spawn(
    binary,
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--maxmemory-policy',
      'noeviction',
      '--databases',
      '4096',
      ...options,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  server.stdout.on('data', (chunk: Buffer) => {
    if (chunk.includes('Ready to accept connections')) resolve()
  })
  server.once('error', reject)
  server.once('exit', (code) => reject(new Error(`redis-server ended with status ${code}.`)))
  await ready
  const exited = new Promise<void>((done) => server.once('exit', () => done()))
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: server.pid!,
    exited,
    async stop() {
      server.kill('SIGTERM')
      await exited
    },
  }
}

/** A port that nothing listens on at the moment, and that the system gives to nobody who does not ask for it. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  return port!
}
