import { parentPort } from 'node:worker_threads'

/** What the module of a thread calls: each task that comes in is answered. What is thrown ends the thread. */
export function answerTasks(answer: (task: never) => unknown): void {
  parentPort!.on('message', (task) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort!.postMessage(answer(task as never))
  })
}
