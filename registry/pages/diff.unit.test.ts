import { expect, test } from 'vitest'
import { lineDiff } from './diff.ts'

test('shows what is added and removed, with three lines around, escaped', () => {
  const before = 'a\nb\nc\nd\n<old>\ne\nf\ng\nh\n'
  const { text } = lineDiff(before, before.replace('<old>', '<new>'))
  expect(text).toBe(
    '<pre class="diff"><span class="place">@@ line 2 → 2</span>' +
      ['b', 'c', 'd'].map((line) => `<span class=""> ${line}</span>`).join('') +
      '<span class="remove">-&lt;old&gt;</span><span class="add">+&lt;new&gt;</span>' +
      ['e', 'f', 'g'].map((line) => `<span class=""> ${line}</span>`).join('') +
      '</pre>\n    ',
  )
})

test('says so where there is none', () => {
  expect(lineDiff('a\n', 'a\n').text).toContain('No difference.')
})

test('shows so much and no more', () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index}\n`).join('')
  expect(lineDiff('', lines).text).toContain('And 3,001 more lines.')
})

test('gives up on what differs in all its many lines', () => {
  const text = (mark: string) => Array.from({ length: 50_000 }, (_, index) => `${mark} ${index}`).join('\n')
  expect(lineDiff(text('a'), text('b')).text).toContain('differ so much')
})
