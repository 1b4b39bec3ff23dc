import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const docs = path.resolve(import.meta.dirname, '../../../docs')
const guide = readFileSync(path.join(docs, 'live-fields.md'), 'utf8')
/** A link to a file on a line of its own, and the code below it. */
const samples = [...guide.matchAll(/^\[`[^`]+`\]\((?<file>[^)]+)\)\n\n```\w+\n(?<code>[\s\S]*?)```$/gm)]

test('the guide to live fields shows the code of the repository', () => {
  expect(samples.length).toBeGreaterThanOrEqual(5)
  for (const { groups } of samples) {
    const source = readFileSync(path.join(docs, groups!['file']!), 'utf8')
    const lines = new Set(source.split('\n').map((line) => line.trim()))
    const missing = groups!['code']!.split('\n').filter((line) => !lines.has(line.trim()))
    expect(missing, groups!['file']).toEqual([])
  }
})
