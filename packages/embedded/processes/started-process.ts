import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A script of ours that runs in a process of its own. */
export interface StartedProcess {
  /** Where it answers. */
  readonly url: string
  /** Asks it to end, or ends it (SIGKILL), and waits for that. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/**
 * Waits until a child says over its IPC channel that it is ready, as all do that `run` of `@tradewind/service` starts.
 * @throws Error, with this sentence, when it ends before.
 */
export async function startedProcess(child: ChildProcess, failure: () => string): Promise<StartedProcess> {
  // Once its output has been read to the end, too.
  const ended = once(child, 'close')
  const message = await Promise.race([once(child, 'message'), ended.then(() => null)])
  if (!message) throw new Error(failure())
  return {
    url: (message[0] as { readonly ready: string }).ready,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      await ended
    },
  }
}
