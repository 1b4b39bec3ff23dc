import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning, type ProcessIdentity } from './identity.ts'
import { readIdentity } from './lock.ts'

/**
 * Ends the processes that a killed supervisor left, by the files it kept of them, and waits until they are gone.
 * @returns the names of those that were still there
 */
export async function endLeftovers(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true })
  const left = leftIn(folder)
  for (const [signal, patience] of [
    ['SIGTERM', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    for (const { identity } of left) if (isRunning(identity)) process.kill(identity.pid, signal)
    const until = Date.now() + patience
    while (left.some(({ identity }) => isRunning(identity)) && Date.now() < until) await sleep(20)
  }
  for (const file of readdirSync(folder)) rmSync(path.join(folder, file))
  return left.map(({ name }) => name)
}

/** Kills them at once, for whoever cannot wait. */
export function killLeftovers(folder: string): void {
  for (const { identity } of leftIn(folder)) process.kill(identity.pid, 'SIGKILL')
}

function leftIn(folder: string): { name: string; identity: ProcessIdentity }[] {
  return readdirSync(folder).flatMap((file) => {
    const identity = readIdentity(path.join(folder, file))
    return identity && isRunning(identity) ? [{ name: path.parse(file).name, identity }] : []
  })
}
