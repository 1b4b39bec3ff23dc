import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanHtml } from './html.ts'

test.each([
  ['scripts', '<p>a<script>alert(1)</script></p>', '<p>a</p>'],
  [
    'event handlers',
    '<img src="https://example.com/a.jpg" onerror="alert(1)">',
    '<img src="https://example.com/a.jpg" />',
  ],
  ['links that run something', '<a href="javascript:alert(1)">a</a>', '<a>a</a>'],
  ['links without a scheme of their own', '<a href="//evil.example">a</a>', '<a>a</a>'],
  ['styles', '<p style="position:fixed" class="x">a</p><style>p{}</style>', '<p>a</p>'],
  ['frames and forms', '<iframe src="https://example.com"></iframe><form><input></form>b', 'b'],
])('takes out %s', (_, dirty, clean) => {
  expect(cleanHtml(dirty).html).toBe(clean)
})

test('keeps what formats text', () => {
  const html = '<h2>Care</h2><ul><li>Wash <b>cold</b></li></ul><a href="https://example.com">more</a>'
  expect(cleanHtml(html).html).toBe(html)
})

test('gives the text, a line for each block', () => {
  expect(cleanHtml('<p>Salt &amp;\n pepper&nbsp;&lt;3</p><ul><li>one</li><li>two</li></ul>a<br>b').text).toBe(
    'Salt &\npepper <3\none\ntwo\na\nb',
  )
})

test('changes nothing in what it has cleaned', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<p>',
      '</p>',
      '<b x="',
      '"',
      '>',
      '<script>',
      '&lt;',
      '&',
      '<a href="',
      'javascript:',
      '<!--',
    ),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { html } = cleanHtml(pieces.join(''))
      expect(cleanHtml(html).html).toBe(html)
      // In text, and in the middle of an address, it is a word like any other.
      for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).not.toMatch(/^<script|="\s*javascript:/i)
    }),
  )
})
