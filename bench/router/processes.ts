import { execFileSync, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { startedProcess, type StartedProcess } from '@tradewind/embedded'
import { nodeFlags } from '../../packages/embedded/processes/node-flags.ts'

/** A server in a process of its own. */
export interface ServerProcess extends StartedProcess {
  /** Processor seconds it has used so far. */
  cpuSeconds(): number
  /** The memory it has now, in MiB. */
  memory(): number
  /** The most memory it ever had, in MiB. */
  peakMemory(): number
}

const TICKS_PER_SECOND = 100

/** The cores of a comparison: what is measured has one for itself, whatever threads it starts; all else shares another. */
export const cores = { measured: 0, other: 1 } as const

/** Keeps this process, and what it starts from now on, on one core. */
export const stayOn = (core: number): void =>
  void execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(process.pid)])

/**
 * Starts a script that sends `{ ready: url }` when it listens; all of them run on the same Node with our router's flags,
 * on one core where one is named.
 */
export async function startServer(
  script: URL,
  env: Record<string, string>,
  core?: number,
): Promise<ServerProcess> {
  const flags = nodeFlags('router/main.ts')
  const child = fork(script, {
    ...(core === undefined
      ? { execArgv: [...flags] }
      : { execPath: 'taskset', execArgv: ['--cpu-list', String(core), process.execPath, ...flags] }),
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { url, stop } = await startedProcess(child, () => `${script.pathname} ended before it was ready.`)
  const status = (file: string): string => readFileSync(`/proc/${child.pid}/${file}`, 'utf8')
  return {
    url,
    stop: () => stop('SIGKILL'),
    cpuSeconds() {
      const fields = status('stat').split(') ')[1]?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
    },
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(status('status'))?.[1]) / 1_024,
    peakMemory: () => Number(/VmHWM:\s+(\d+)/.exec(status('status'))?.[1]) / 1_024,
  }
}
