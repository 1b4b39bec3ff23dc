import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartError } from '../error.ts'
import { createBackOff, type BackOff } from './back-off.ts'
import { identify } from './identity.ts'
import { lastWords, openLog } from './log-file.ts'
import { untilReady } from './ready.ts'

/** A process of ours: what it runs, and how it is known to be ready. */
export interface PartOptions {
  readonly name: string
  readonly script: string
  readonly folder: string
  /** Options of Node. */
  readonly flags?: readonly string[]
  /** Where it answers: `http://127.0.0.1:4001`. */
  readonly url: string
  readonly environment: Readonly<Record<string, string>>
  readonly logFile: string
  /** The folder of the files that tell a later supervisor which processes are ours. */
  readonly runFolder: string
  /** Told what happens to the part after it was ready once. */
  readonly report: (line: string) => void
}

export interface Part {
  readonly name: string
  readonly url: string
  /** The process that runs at present. */
  readonly pid: number | undefined
  /** Settles when it is ready for the first time; rejects with a sentence if it ends before. */
  readonly ready: Promise<void>
  /** Lets it finish what it is doing and end; kills it if that takes longer than 20 s. */
  stop(): Promise<void>
}

const stopWithin = 20_000

/** Starts a process, writes its output to its log, and starts it again, with back-off, whenever it dies. */
export function startPart(options: PartOptions): Part {
  const ready = Promise.withResolvers<void>()
  const stopping = new AbortController()
  let process: Process = launch(options)

  const keep = async (): Promise<void> => {
    const backOff = createBackOff()
    if (!(await runsUntilReady(process, options.url))) {
      const reason = await process.ended
      ready.reject(new StartError(`${options.name} did not start (${reason}): ${lastWords(process.log)}`))
      return
    }
    ready.resolve()
    backOff.ready()
    for (;;) {
      const reason = await process.ended
      if (stopping.signal.aborted) return
      const pause = backOff.next()
      const when = pause < 1000 ? '' : ` in ${pause / 1000} s`
      options.report(
        `${options.name} died (${reason}) and starts again${when}; its log is ${options.logFile}`,
      )
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      process = launch(options)
      void untilReadyAgain(process, backOff)
    }
  }
  const untilReadyAgain = async (started: Process, backOff: BackOff): Promise<void> => {
    if (!(await runsUntilReady(started, options.url))) return
    backOff.ready()
    options.report(`${options.name} is ready again`)
  }
  const kept = keep()

  return {
    name: options.name,
    url: options.url,
    get pid() {
      return process.child.pid
    },
    ready: ready.promise,
    async stop() {
      stopping.abort()
      process.child.kill('SIGTERM')
      const killer = setTimeout(() => process.child.kill('SIGKILL'), stopWithin)
      await kept
      clearTimeout(killer)
    },
  }
}

interface Process {
  readonly child: ChildProcess
  /** The end of the process: its exit status or signal, in words. */
  readonly ended: Promise<string>
  readonly log: { readonly file: string; readonly from: number }
}

function launch({ name, script, folder, flags = [], environment, logFile, runFolder }: PartOptions): Process {
  const { descriptor, from } = openLog(logFile)
  // A process group of its own: Ctrl-C in the terminal is for the supervisor alone, which stops the parts in order.
  const child = spawn(process.execPath, [...flags, script], {
    cwd: folder,
    env: environment,
    detached: true,
    stdio: ['ignore', descriptor, descriptor, 'ipc'],
  })
  closeSync(descriptor)
  const pidFile = path.join(runFolder, `${name}.json`)
  if (child.pid) writeFileSync(pidFile, JSON.stringify(identify(child.pid)))
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit status ${code}`))
  })
  void ended.then(() => rmSync(pidFile, { force: true }))
  return { child, ended, log: { file: logFile, from } }
}

/** Whether a process gets ready before it ends. */
async function runsUntilReady({ child, ended }: Process, url: string): Promise<boolean> {
  const over = new AbortController()
  void ended.then(() => over.abort())
  return await untilReady(child, url, over.signal).then(
    () => true,
    () => false,
  )
}
