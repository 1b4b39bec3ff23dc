import { findRunningSystem } from '@tradewind/embedded'
import { readEnvironment } from '@tradewind/service'
import { z } from 'zod'
import { root } from './language.ts'

/**
 * Where the queues of a running installation are: what QUEUE_URL (or QUEUE_URL_FILE) says, else those of the system that
 * runs from this checkout.
 * @throws a sentence for whoever typed the command.
 */
export function findQueueUrl(): string {
  const { QUEUE_URL } = readEnvironment({ QUEUE_URL: z.string().optional() })
  const url = QUEUE_URL ?? findRunningSystem(root)?.queueUrl
  if (url) return url
  throw new Error('Nothing runs here: start Tradewind with `npm start`, or set QUEUE_URL.')
}
