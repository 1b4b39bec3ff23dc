import type { Queue } from 'bullmq'

/**
 * Puts an event that has failed for good, or been handled, back to its queue with all its attempts before it, in one
 * step of the back end: it is never in no set at all.
 * @returns false when it is not in that state: somebody else put it back, or it was removed
 */
export async function putBack(queue: Queue, id: string, state: 'failed' | 'completed'): Promise<boolean> {
  const job = await queue.getJob(id)
  if (!job) return false
  try {
    await job.retry(state, { resetAttemptsMade: true, resetAttemptsStarted: true })
    return true
  } catch (error) {
    if ((await queue.getJobState(id)) === state) throw error
    return false
  }
}
