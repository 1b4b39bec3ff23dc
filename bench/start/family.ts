import { readdirSync, readFileSync } from 'node:fs'

/** A process, as Linux tells of it. */
export interface Member {
  readonly pid: number
  readonly parent: number
  readonly command: string
  /** Processor time that it and its ended children have used, in seconds. */
  readonly cpu: number
}

/** A process with all its descendants, and whatever else runs something of the folder `root`. */
export function familyOf(root: string, pid: number): Member[] {
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
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const parent = fields[1]!
    const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0)
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return [{ pid, parent, command, cpu: ticks / 100 }]
  } catch {
    return [] // It ended while we looked.
  }
}
