/** `npm start`: sets everything up on this machine, runs it, and stops it in order. */
import path from 'node:path'
import { killLeftovers } from './processes/leftovers.ts'
import { startSystem } from './system/start-system.ts'
import { foldersIn } from './system/state-folder.ts'
import { summarise } from './system/summary.ts'
import { terminalLog } from './system/terminal.ts'

const root = path.resolve(import.meta.dirname, '../..')
const stateDirectory = path.join(root, '.tradewind')
const began = performance.now()
const log = terminalLog(process.stdout)
const stop = new AbortController()

let asked = 0
function askToStop(): void {
  // A terminal, npm and its shell may all pass on the same Ctrl-C.
  if (asked && Date.now() - asked < 1000) return
  if (asked) {
    killLeftovers(foldersIn(stateDirectory).run)
    process.exit(130)
  }
  asked = Date.now()
  log('Stopping; Ctrl-C again kills what is still running')
  stop.abort(new Error('The start was abandoned.'))
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, askToStop)
// Whoever reads what we print may go before us; that is no reason not to stop in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
// scripts/bootstrap.cjs holds the other end: it has been killed.
process.once('disconnect', () => asked || askToStop())

try {
  const system = await startSystem({ root, stateDirectory, seed: true, signal: stop.signal, log })
  log(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s; Ctrl-C stops everything`)
  log(summarise(system))
  if (!stop.signal.aborted) await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
  await system.stop()
  log('Stopped')
} catch (error) {
  if (!stop.signal.aborted) {
    const expected = ['StartError', 'PostgresError', 'MigrationError'].includes((error as Error).name)
    log('', true)
    process.stderr.write(`✗ ${expected ? (error as Error).message : (error as Error).stack}\n`)
    process.exitCode = 1
  }
}
process.exit()
