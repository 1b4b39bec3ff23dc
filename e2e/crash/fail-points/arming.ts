import { appendFileSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Where a process may be told to kill itself: after a commit before its acknowledgement, or between hand-over and mark. */
export type FailPoint = 'afterCommit' | 'afterHandOver'

/** Tells a part to kill itself the next time it comes by. */
export const arm = (folder: string, part: string, point: FailPoint): void =>
  writeFileSync(fileOf(folder, part, point), '')

export const disarm = (folder: string, part: string, point: FailPoint): void =>
  rmSync(fileOf(folder, part, point), { force: true })

/** Whether it has not come by yet. */
export const isArmed = (folder: string, part: string, point: FailPoint): boolean =>
  existsSync(fileOf(folder, part, point))

/** In the part: dies at once, by SIGKILL, if it has been told to. */
export function strike(folder: string, part: string, point: FailPoint): void {
  if (!isArmed(folder, part, point)) return
  disarm(folder, part, point)
  process.kill(process.pid, 'SIGKILL')
}

/** In the part: a delivery was a repetition. One byte each; the file outlives the processes. */
export const noteDuplicate = (folder: string): void => appendFileSync(duplicates(folder), '.')

export const countDuplicates = (folder: string): number =>
  statSync(duplicates(folder), { throwIfNoEntry: false })?.size ?? 0

const duplicates = (folder: string): string => path.join(folder, 'duplicates')
const fileOf = (folder: string, part: string, point: FailPoint): string =>
  path.join(folder, `${part}.${point}`)
