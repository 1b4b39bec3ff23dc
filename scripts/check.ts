/**
 * `npm run check`: everything that can be said of the code without running it. Each step prints what to do about it.
 *   --no-migrations leaves out the step that starts a PostgreSQL (3 s).
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'

const root = path.resolve(import.meta.dirname, '..')
const bin = (name: string): string => path.join(root, 'node_modules', '.bin', name)

interface Step {
  readonly title: string
  readonly command: readonly [string, ...string[]]
}

const { values } = parseArgs({ options: { 'no-migrations': { type: 'boolean', default: false } } })

const steps: Step[] = [
  { title: 'types', command: [bin('tsc'), '--noEmit', '-p', '.'] },
  { title: 'lint and boundaries', command: [bin('oxlint'), '--type-aware', '--quiet', '.'] },
  { title: 'format', command: [bin('prettier'), '--check', '--cache', '--log-level', 'warn', '.'] },
  { title: 'supergraph composed', command: [process.execPath, 'scripts/compose.ts', '--check'] },
  { title: 'event contracts', command: [process.execPath, 'scripts/events/check.ts'] },
  { title: 'docker-compose.yml', command: [process.execPath, 'scripts/docker-compose.ts', '--check'] },
  ...(values['no-migrations']
    ? []
    : [
        {
          title: 'migrations',
          command: [process.execPath, 'scripts/migration.ts', '--check'],
        } satisfies Step,
      ]),
]

async function run({ title, command: [program, ...args] }: Step): Promise<boolean> {
  const started = performance.now()
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  console.log(`${code === 0 ? '✓' : '✗'} ${title} (${seconds} s)`)
  if (code !== 0) console.log(output.trimEnd())
  return code === 0
}

// Generated code comes first: without it the types of half the tree are missing.
const generated = await run({
  title: 'generated code',
  command: [process.execPath, 'scripts/generate.ts', '--check'],
})
// Two at a time: there are two cores, and the types take one for itself.
const queue = generated ? [...steps] : []
const results = [generated]
const work = async (): Promise<void> => {
  for (let step = queue.shift(); step; step = queue.shift()) results.push(await run(step))
}
await Promise.all([work(), work()])
process.exitCode = results.every(Boolean) ? 0 : 1
