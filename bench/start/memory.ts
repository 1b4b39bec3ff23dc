import { readdirSync, readFileSync } from 'node:fs'

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

interface Member {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

function familyOf(root: string, pid: number): Member[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => describe(Number(name)))
  const family = all.filter((each) => each.pid === pid || each.command.includes(root))
  for (const member of family)
    family.push(...all.filter((each) => each.parent === member.pid && !family.includes(each)))
  return family
}

function describe(pid: number): Member[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return [{ pid, parent, command }]
  } catch {
    return [] // It ended while we looked.
  }
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
