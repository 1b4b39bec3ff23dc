import type { FetchNode } from '@apollo/query-planner'
import { expect, test, vi } from 'vitest'
import { subgraphUnavailable } from '../../errors/errors.ts'
import type { SubgraphResponse } from '../../transport/response.ts'
import type { Send } from '../execute/fetch.ts'
import type { Run } from '../execute/run.ts'
import { joinFetches } from './joint-fetches.ts'

const fetch = { variableUsages: ['language'] } as FetchNode

interface Asking {
  readonly authorization?: string
  readonly variables?: Record<string, unknown>
  readonly signal?: AbortSignal
}

/** Asks for entities, whose representations are their numbers. */
function asking(subgraph: Send) {
  const send = joinFetches(subgraph, fetch)
  return (numbers: readonly number[], { authorization, variables = {}, signal }: Asking = {}) => {
    const caller = { authorization: authorization ?? null, signal: signal ?? new AbortController().signal }
    const run = { variables, caller } as unknown as Run
    return send(run, numbers.join(','), numbers.length)
  }
}

/** A subgraph that knows each entity by its number, and has something against those that are negative. */
const subgraph = () =>
  vi.fn<Send>(async (_run, representations): Promise<SubgraphResponse> => {
    const numbers = representations!.split(',').map(Number)
    const errors = numbers.flatMap((number, index) =>
      number < 0 ? [{ message: `not ${number}`, path: ['_entities', index, 'name'] }] : [],
    )
    return {
      data: { _entities: numbers.map((number) => ({ number })) },
      ...(errors.length > 0 && { errors }),
    }
  })
const entities = (...numbers: number[]) => ({ _entities: numbers.map((number) => ({ number })) })
const asked = (send: ReturnType<typeof subgraph>) =>
  send.mock.calls.map(([, representations]) => representations)

test('what is asked at the same moment is one request, and each gets its own', async () => {
  const send = subgraph()
  const ask = asking(send)
  const answers = await Promise.all([ask([1, 2]), ask([3]), ask([4, 5])])
  expect(answers.map(({ data }) => data)).toEqual([entities(1, 2), entities(3), entities(4, 5)])
  expect(asked(send)).toEqual(['1,2,3,4,5'])
  expect(await ask([6])).toEqual({ data: entities(6) })
  expect(asked(send)).toEqual(['1,2,3,4,5', '6'])
})

test('an error is told to whom it concerns, with the place that it has there', async () => {
  const ask = asking(subgraph())
  expect(await Promise.all([ask([1]), ask([2, -3]), ask([-4])])).toEqual([
    { data: entities(1) },
    { data: entities(2, -3), errors: [{ message: 'not -3', path: ['_entities', 1, 'name'] }] },
    { data: entities(-4), errors: [{ message: 'not -4', path: ['_entities', 0, 'name'] }] },
  ])
})

test('what an answer may depend on keeps fetches apart: who asks, and the variables that are sent', async () => {
  const send = subgraph()
  const ask = asking(send)
  await Promise.all([
    ask([1]),
    ask([2], { authorization: 'Bearer a' }),
    ask([3], { authorization: 'Bearer b' }),
    ask([4], { variables: { language: 'de' } }),
    ask([5], { variables: { another: 1 } }),
  ])
  expect(asked(send)).toEqual(['1,5', '2', '3', '4'])
})

test.each([
  ['gives no data', { data: null, errors: [{ message: 'too much' }] }],
  ['gives another number of entities', { data: entities(1) }],
  ['has an error of no place', { data: entities(1, 2), errors: [{ message: 'odd' }] }],
  [
    'has an error of an odd place',
    { data: entities(1, 2), errors: [{ message: 'odd', path: ['_entities', 9] }] },
  ],
])('each asks for itself when the common answer %s', async (_, response) => {
  const send = subgraph()
  send.mockResolvedValueOnce(response)
  const ask = asking(send)
  expect(await Promise.all([ask([1]), ask([2])])).toEqual([{ data: entities(1) }, { data: entities(2) }])
  expect(asked(send)).toEqual(['1,2', '1', '2'])
})

test('each asks for itself when there is no common answer; who asks in vain is told', async () => {
  const send = subgraph()
  const nothing = subgraphUnavailable([])
  send.mockRejectedValueOnce(nothing).mockRejectedValueOnce(nothing)
  const ask = asking(send)
  const [first, second] = await Promise.allSettled([ask([1]), ask([2])])
  expect([first, second]).toMatchObject([{ reason: nothing }, { value: { data: entities(2) } }])
})

test('more than a hundred entities are several requests', async () => {
  const send = subgraph()
  const ask = asking(send)
  const many = (count: number) => Array.from({ length: count }, (_, index) => index)
  await Promise.all([ask(many(60)), ask(many(40)), ask(many(1)), ask(many(101))])
  expect(send.mock.calls.map(([, , count]) => count).toSorted((a, b) => a - b)).toEqual([1, 100, 101])
})

test('who leaves does not end it for the others; when all have left it ends', async () => {
  const [one, other] = [new AbortController(), new AbortController()]
  const begun = Promise.withResolvers<AbortSignal>()
  const send: Send = ({ caller }) => {
    begun.resolve(caller.signal)
    return new Promise((_resolve, reject) =>
      caller.signal.addEventListener('abort', () => reject(new Error('over'))),
    )
  }
  const ask = asking(send)
  const answers = Promise.allSettled([ask([1], one), ask([2], other)])
  const signal = await begun.promise
  one.abort()
  expect(signal.aborted).toBe(false)
  other.abort()
  expect(await answers).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
})
