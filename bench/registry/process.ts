import { fork } from 'node:child_process'
import path from 'node:path'
import { startedProcess, type StartedProcess } from '@tradewind/embedded'

const repository = path.resolve(import.meta.dirname, '../..')

/** Starts one of Tradewind's processes with its settings, and waits until it says it is ready. */
export function startProcess(
  script: string,
  settings: Readonly<Record<string, string>>,
): Promise<StartedProcess> {
  const child = fork(path.join(repository, script), {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return startedProcess(child, () => `${script} ended before it was ready.`)
}
