import { spawn } from 'node:child_process'
import { startedProcess, type StartedProcess } from '@tradewind/embedded'
import { nodeFlags } from '../../packages/embedded/processes/node-flags.ts'

/** A part that runs as `npm start` runs it, with all that it writes. */
export interface LoggedProcess extends StartedProcess {
  /** Everything on standard output and standard error so far. */
  readonly output: () => string
}

/** Starts a script of the checkout with this environment and no other; rejects with its output when it ends at once. */
export async function startLogged(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<LoggedProcess> {
  const child = spawn(process.execPath, [...nodeFlags(script), script], {
    env: { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const started = await startedProcess(child, () => `${script} did not start: ${output}`)
  return { ...started, output: () => output }
}
