import { readFileSync } from 'node:fs'
import { familyOf } from './family.ts'

/** Resident memory of a group of processes, in bytes. */
export interface Resident {
  readonly name: string
  readonly processes: number
  readonly bytes: number
}

/**
 * What a process and all its descendants hold, by the part they belong to. Counted is the proportional set size (PSS):
 * a page that several processes share, such as Node's own code, is divided among them, so that the sum is true.
 */
export function residentMemory(root: string, pid: number): Resident[] {
  const groups = new Map<string, { processes: number; bytes: number }>()
  for (const { pid: member, command } of familyOf(root, pid)) {
    const group = groups.get(nameOf(command)) ?? { processes: 0, bytes: 0 }
    groups.set(nameOf(command), {
      processes: group.processes + 1,
      bytes: group.bytes + proportionalSetSize(member),
    })
  }
  return [...groups].map(([name, group]) => ({ name, ...group }))
}

function nameOf(command: string): string {
  const part = /(?:subgraphs\/)?([\w-]+)\/main\.ts/.exec(command)?.[1]
  if (part) return part
  if (/watchdog|^cat\b/.test(command)) return 'watchdog'
  if (/postgres/.test(command)) return 'PostgreSQL'
  if (command.includes('start.ts')) return command.includes('bootstrap.cjs') ? 'bootstrap' : 'supervisor'
  return 'npm'
}

function proportionalSetSize(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024
}
