import { expect, test } from 'vitest'
import { readArguments } from './arguments.ts'

const read = (line: string) => readArguments(line.split(' ').filter(Boolean))

test('reads what is to be replayed', () => {
  expect(
    read('--to search --type a.b.c.v1 --type a.b.d.v1 --since 2026-11-20 --from a --after a=12,b=3'),
  ).toEqual({
    to: 'search',
    types: ['a.b.c.v1', 'a.b.d.v1'],
    from: 'a',
    since: new Date('2026-11-20T00:00:00Z'),
    after: new Map([
      ['a', 12n],
      ['b', 3n],
    ]),
    dryRun: false,
    again: false,
    withDiscarded: false,
    queueLimit: 1000,
  })
})

test('to handle again what was handled is only counted until the name is repeated', () => {
  const asked = '--to payments --type a.b.c.v1 --again'
  expect(read(asked)).toMatchObject({ again: true, dryRun: true })
  expect(read(`${asked} --confirm payments`)).toMatchObject({ again: true, dryRun: false })
  expect(read(`${asked} --confirm payments --dry-run`)).toMatchObject({ dryRun: true })
})

test.each([
  ['', 'Say which subgraph is to be fed.'],
  ['--to search --nonsense', "Unknown option '--nonsense'"],
  ['--to search --again', '--again needs --type'],
  ['--to search --again --type a.b.c.v1 --confirm payments', '--confirm must repeat the name'],
  ['--to search --since yesterday', '--since yesterday is not a time'],
  ['--to search --since 2026-11-20T08:00', '--since 2026-11-20T08:00 is not a time'],
  ['--to search --after 12', '--after 12 is not a list of positions'],
  ['--to search --queue-limit 0', '--queue-limit 0 is not a number of events'],
])('refuses %j', (line, sentence) => {
  expect(() => read(line)).toThrow(sentence)
})
