import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { StartError } from '../error.ts'

/**
 * Runs a script of the repository to its end, in a process of its own: what it loads does not stay in our memory.
 * @returns the lines it printed
 * @throws StartError with what it complained of
 */
export async function runTool(root: string, script: string, signal: AbortSignal): Promise<string[]> {
  if (!existsSync(path.join(root, script))) return []
  const { promise, resolve, reject } = Promise.withResolvers<string[]>()
  execFile(process.execPath, [script], { cwd: root, signal, encoding: 'utf8' }, (error, stdout, stderr) => {
    if (!error) return resolve(stdout.trim().split('\n'))
    reject(signal.aborted ? error : new StartError(`${script} failed: ${stderr.trim() || error.message}`))
  })
  return await promise
}
