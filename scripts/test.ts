/** `npm test [-- <files or vitest's options>]`: generates what is stale, then runs every test. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { generate } from './generate.ts'

const root = path.resolve(import.meta.dirname, '..')
for (const title of await generate()) console.log(`Generated ${title}`)

const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
// The tests start a good hundred processes of the same modules: they are compiled once.
const compiled = path.join(root, 'node_modules', '.cache', 'tradewind', 'compiled')
const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  env: { NODE_COMPILE_CACHE: compiled, ...process.env },
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.once('close', (code) => (process.exitCode = code ?? 1))
