/**
 * `npm run bench:start`: how long `npm start` takes from a bare clone of what is committed, and once everything is in
 * place; and what the idle system holds in memory. Linux only, for the memory.
 */
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../quantile.ts'
import { cloneCheckout } from './checkout.ts'
import { familyOf } from './family.ts'
import { residentMemory } from './memory.ts'

const rounds = 5
/** Long enough for what a start leaves to be collected. */
const settle = 20_000
const goals = { bare: 120, warm: 10, memory: 1536 }

// Whatever else runs at the same time is in the numbers, too.
console.log(`${os.availableParallelism()} cores, load before the start ${os.loadavg()[0]!.toFixed(1)}`)
const checkout = await cloneCheckout()
try {
  console.log('Starting a bare clone, with an empty npm cache …')
  const bare = await checkout.start()
  console.log(bare.output.replace(/Ready after[\s\S]*/, ''))
  await bare.stop()

  const warm: number[] = []
  for (let round = 1; round <= rounds; round++) {
    const running = await checkout.start()
    warm.push(running.seconds)
    const cpu = familyOf(checkout.root, running.pid).reduce((sum, member) => sum + member.cpu, 0)
    const times = `${running.seconds.toFixed(1)} s, of processor time ${cpu.toFixed(1)} s`
    console.log(`Warm start ${round} of ${rounds}: ${times}`)
    if (round === rounds) {
      await sleep(settle)
      printMemory(checkout.root, running.pid)
    }
    await running.stop()
  }
  printGoal('From a bare clone to ready', bare.seconds, 's', goals.bare)
  printGoal(`Warm start to ready (median of ${rounds})`, median(warm), 's', goals.warm)
} finally {
  checkout.remove()
}

function printMemory(root: string, pid: number): void {
  const groups = residentMemory(root, pid).toSorted((a, b) => b.bytes - a.bytes)
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0).padStart(6)
  console.log(`\nIdle for ${settle / 1000} s, resident (PSS, MiB; processes)`)
  for (const { name, bytes, processes } of groups)
    console.log(`  ${name.padEnd(14)}${mebibytes(bytes)}  ${processes}`)
  printGoal('Idle system', groups.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20, 'MiB', goals.memory)
}

function printGoal(what: string, value: number, unit: string, goal: number): void {
  const verdict = value < goal ? 'met' : 'MISSED'
  console.log(
    `${what.padEnd(40)}${value.toFixed(1).padStart(8)} ${unit.padEnd(4)} goal < ${goal} ${unit}: ${verdict}`,
  )
}
