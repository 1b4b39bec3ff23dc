import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

const repository = path.resolve(import.meta.dirname, '../..')

/** A process of Tradewind that the benchmark has started. */
export interface Started {
  readonly url: string
  stop(): Promise<void>
}

/** Starts one of Tradewind's processes with its settings, and waits until it says it is ready. */
export async function startProcess(
  script: string,
  settings: Readonly<Record<string, string>>,
): Promise<Started> {
  const child = fork(path.join(repository, script), {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      ...(process.env['PROF'] &&
        script.startsWith('router') && { NODE_OPTIONS: '--cpu-prof --cpu-prof-dir=/tmp/prof' }),
      LOG_LEVEL: 'warn',
      ...settings,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const message = await Promise.race([once(child, 'message'), ended.then(() => null)])
  if (!message) throw new Error(`${script} ended before it was ready.`)
  const [{ ready }] = message as [{ ready: string }]
  return {
    url: ready,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
