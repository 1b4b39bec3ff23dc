import type { RequestRecord } from '../context.ts'

/** What is observed of an answer: a response of node:http, or what stands for one on a socket. */
export interface ObservedAnswer {
  once(event: 'close', listener: () => void): unknown
  readonly headersSent: boolean
  readonly writableFinished: boolean
  readonly statusCode: number
}

/** Whether its client had all there was. It is the client that ends a subscription. */
export const isAnswered = (answer: ObservedAnswer, { operationType }: RequestRecord): boolean =>
  answer.writableFinished || (operationType === 'subscription' && answer.headersSent)
