import { expect, test } from 'vitest'
import { describeVersions } from './bindings.ts'

const version = { declared: true, supersededBy: undefined, bound: [] }
const v1 = { ...version, type: 'a.b.c.v1', supersededBy: 'a.b.c.v2' }
const v2 = { ...version, type: 'a.b.c.v2' }
const bound = (subscriber: string, waiting = 0, failed = 0) => ({ subscriber, waiting, failed })

test('says until when an old version is to be published, and what is left of it in the queues', () => {
  expect(
    describeVersions([
      { ...v1, bound: [bound('x', 3, 1), bound('y')] },
      { ...v2, bound: [bound('x')] },
    ]),
  ).toBe(
    `a.b.c.v1: x (3 waiting, 1 failed), y
  Superseded by a.b.c.v2: publish both until this one is no longer asked for by x and y.
a.b.c.v2: x`,
  )
  expect(describeVersions([v1])).toBe(
    `a.b.c.v1: nobody
  Superseded by a.b.c.v2, and nobody is bound to it: it need not be published any more.`,
  )
})
