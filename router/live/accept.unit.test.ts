import { expect, test } from 'vitest'
import { readAccept } from './accept.ts'

const none = { subscription: null, incremental: null, sseOnly: false }
const apollo = 'application/graphql-response+json,application/json;q=0.9'

test.each([
  [undefined, none],
  ['', none],
  ['*/*', none],
  ['application/json', none],
  ['text/event-stream', { ...none, subscription: 'sse', sseOnly: true }],
  ['text/event-stream, */*', { ...none, subscription: 'sse' }],
  ['Text/Event-Stream;charset=utf-8, application/json', { ...none, subscription: 'sse' }],
  [
    `multipart/mixed;boundary=graphql;subscriptionSpec=1.0,${apollo}`,
    { ...none, subscription: 'multipart-subscription' },
  ],
  [
    'multipart/mixed; boundary="graphql"; subscriptionSpec="1.0", text/event-stream',
    { subscription: 'multipart-subscription', incremental: null, sseOnly: true },
  ],
  ['multipart/mixed;subscriptionSpec=2.0', none],
  [`multipart/mixed;deferSpec=20220824,${apollo}`, { ...none, incremental: 'apollo' }],
  [
    'application/json, text/event-stream, multipart/mixed',
    { subscription: 'sse', incremental: 'plain', sseOnly: false },
  ],
  ['multipart/mixed;incrementalSpec=v0.2, application/json', none],
  ['multipart/mixed;deferSpec=20991231', none],
  ['text/event-stream;q=0, multipart/mixed;q=0.0', none],
])('%j says what is taken', (header, accepted) => {
  expect(readAccept(header)).toEqual(accepted)
})
