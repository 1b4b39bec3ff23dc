import { spawn } from 'node:child_process'
import path from 'node:path'

/** A step after the files were written did not work out; the message says what it said, and how to go on. */
export class StepError extends Error {
  override readonly name = 'StepError'
}

interface Step {
  readonly title: string
  /** The command as somebody would type it. */
  readonly typed: string
  readonly command: readonly [program: string, ...args: string[]]
}

/** Makes the files that were just written a part of the house. Says what was done, and how long it took. */
export async function runSteps(root: string, files: readonly string[]): Promise<void> {
  const steps: Step[] = [
    {
      title: 'Formatted',
      typed: 'npm run fix',
      command: [path.join(root, 'node_modules', '.bin', 'prettier'), '--write', '--ignore-unknown', ...files],
    },
    // What the template depends on is there already: npm only links the folder and writes it into package-lock.json.
    npmStep('Linked', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'),
    npmStep('Composed', 'run', 'compose', '--silent'),
    npmStep('Generated', 'run', 'generate', '--silent'),
    // It reads the subscriptions, which stand on the generated client.
    npmStep('Events described', 'run', 'events:generate', '--silent'),
  ]
  for (const [index, { title, command }] of steps.entries()) {
    const started = performance.now()
    const { code, output } = await run(root, command)
    if (code !== 0) {
      const rest = steps.slice(index).map(({ typed }) => typed)
      throw new StepError(
        `${output.trimEnd()}\nThe files are written, but this went wrong. Mend it, then go on with: ${rest.join(' && ')}`,
      )
    }
    console.log(`✓ ${title} (${((performance.now() - started) / 1_000).toFixed(1)} s)`)
  }
}

function npmStep(title: string, ...args: string[]): Step {
  const typed = `npm ${args.filter((arg) => !arg.startsWith('--')).join(' ')}`
  // Under `npm run` this is the npm that runs us, wherever it is.
  const cli = process.env['npm_execpath']
  return {
    title,
    typed,
    command: cli?.endsWith('npm-cli.js') ? [process.execPath, cli, ...args] : ['npm', ...args],
  }
}

async function run(
  cwd: string,
  [program, ...args]: Step['command'],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, output }
}
