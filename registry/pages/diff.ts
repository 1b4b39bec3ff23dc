import { html, type Html } from '@tradewind/staff'
import { structuredPatch } from 'diff'
import { plural } from './parts.ts'

/** A diff is shown while the page waits, and in the process that answers rover. */
const TIMEOUT_MS = 300
const LINES_SHOWN = 2_000

/** What two texts differ in, line by line, with three lines around. Bounded in time and length. */
export function lineDiff(before: string, after: string): Html {
  if (before === after) return html`<p class="quiet">No difference.</p>`
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, timeout: TIMEOUT_MS })
  if (!patch) {
    return html`<p>
      The two differ so much that they are not held against each other here. Compare the files.
    </p>`
  }
  const lines = patch.hunks.flatMap(({ oldStart, newStart, lines: changed }) => [
    `@@ line ${oldStart} → ${newStart}`,
    ...changed,
  ])
  const more = lines.length - LINES_SHOWN
  return html`<pre class="diff">${lines.slice(0, LINES_SHOWN).map(line)}</pre>
    ${more > 0 ? html`<p class="quiet">And ${plural(more, 'more line')}.</p>` : ''}`
}

const classes: Readonly<Record<string, string>> = { '+': 'add', '-': 'remove', '@': 'place' }

const line = (text: string): Html => html`<span class="${classes[text[0]!] ?? ''}">${text}</span>`
