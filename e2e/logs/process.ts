import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { nodeFlags } from '../../packages/embedded/processes/node-flags.ts'

/** A part that runs as `npm start` runs it, with all that it writes. */
export interface LoggedProcess {
  readonly url: string
  /** Everything on standard output and standard error so far. */
  readonly output: () => string
  stop(): Promise<void>
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
  // Once its output has been read to the end, too.
  const ended = once(child, 'close')
  const started = once(child, 'message') as Promise<[{ readonly ready: string }]>
  const first = await Promise.race([started, ended.then(() => null)])
  if (!first) throw new Error(`${script} did not start: ${output}`)
  return {
    url: first[0].ready,
    output: () => output,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
