import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/** A process of the benchmark, as the one that started it sees it. */
export interface Role {
  readonly pid: number
  /** @throws what the command threw there */
  call<Answer>(command: string, argument?: unknown): Promise<Answer>
  stop(): Promise<void>
}

interface Request {
  readonly number: number
  readonly command: string
  readonly argument: unknown
}

interface Answer {
  readonly number: number
  readonly result?: unknown
  readonly error?: string
}

/** Starts a file of `roles/`, and waits until it is ready. */
export async function startRole(file: string, settings: object): Promise<Role> {
  const child = fork(path.join(import.meta.dirname, 'roles', file), [JSON.stringify(settings)], {
    // What memory is held is comparable only after a collection.
    execArgv: ['--expose-gc'],
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended while it was needed.`))
  })
  child.on('message', ({ number, result, error }: Answer) => {
    const request = waiting.get(number)
    waiting.delete(number)
    if (error === undefined) request?.resolve(result)
    else request?.reject(new Error(`${file}: ${error}`))
  })
  let last = 0
  const call: Role['call'] = <Result>(command: string, argument?: unknown) => {
    const request = Promise.withResolvers<unknown>()
    waiting.set(++last, request)
    child.send({ number: last, command, argument } satisfies Request)
    return request.promise as Promise<Result>
  }
  await call('ready')
  return {
    pid: child.pid!,
    call,
    async stop() {
      const exit = once(child, 'exit')
      await call('stop')
      child.disconnect()
      await exit
    },
  }
}

/** In the process itself: answers commands until it is stopped. */
export function answer(commands: Readonly<Record<string, (argument: never) => unknown>>): void {
  const all: Record<string, (argument: never) => unknown> = {
    ready: () => undefined,
    /** Bytes that are in use. */
    heap() {
      globalThis.gc!()
      return process.memoryUsage().heapUsed
    },
    ...commands,
  }
  process.on('disconnect', () => process.exit()) // stopped, or left behind
  process.on('message', ({ number, command, argument }: Request) => {
    void (async () => {
      try {
        process.send!({ number, result: await all[command]!(argument as never) } satisfies Answer)
      } catch (error) {
        process.send!({ number, error: String(error) } satisfies Answer)
      }
    })()
  })
}

/** In the process itself: what it was started with. */
export const readSettings = (): Record<string, string> =>
  JSON.parse(process.argv[2]!) as Record<string, string>
