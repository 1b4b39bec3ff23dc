import { fstatSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'

const limit = 20 * 1024 * 1024

/** Opens a log to append to it; a log above 20 MB is put aside as `<file>.1` first. `from` is where the new part begins. */
export function openLog(file: string): { descriptor: number; from: number } {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > limit) renameSync(file, `${file}.1`)
  const descriptor = openSync(file, 'a')
  return { descriptor, from: fstatSync(descriptor).size }
}

/** What has been written since a log was opened. */
export function readLog({ file, from }: { file: string; from: number }): string {
  return readFileSync(file).subarray(from).toString()
}

/** What a process that has failed had to say in plain words: its error, or its last lines that are not log records. */
export function lastWords({ file, from }: { file: string; from: number }): string {
  const lines = readLog({ file, from }).split('\n')
  const error = lines.findLast((line) => /^(\w*Error)( \[\w+\])?: /.test(line))
  const words = lines.filter((line) => line.trim() && !line.startsWith('{')).slice(-6)
  return error ?? (words.join('\n').trim() || `see ${file}`)
}
