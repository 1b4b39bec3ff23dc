import { html, type Html } from '@tradewind/staff'
import type { GitContext } from '../checks/types.ts'
import { nameOf, type Actor } from '../domain/history.ts'

/** A table that can be scrolled sideways where it is wider than the screen. */
export const table = (headings: readonly Html[], rows: readonly Html[]): Html =>
  html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${headings}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`

export const heading = (text: string): Html => html`<th>${text}</th>`
export const numberHeading = (text: string): Html => html`<th class="number">${text}</th>`
export const number = (value: number): Html => html`<td class="number">${count(value)}</td>`

/** `12,345`. */
export const count = (value: number): string => value.toLocaleString('en')

/** `1 check`, `2 checks`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** A word with the colour of what it means. */
export const badge = (meaning: 'good' | 'bad' | 'warn' | 'quiet', text: string): Html =>
  html`<span class="badge ${meaning}">${text}</span>`

/** A status of a launch, a check or a part of a check. */
export function status(value: 'PASSED' | 'FAILED' | 'BLOCKED' | 'COMPOSED'): Html {
  switch (value) {
    case 'PASSED':
    case 'COMPOSED':
      return badge('good', value.toLowerCase())
    case 'FAILED':
      return badge('bad', 'failed')
    case 'BLOCKED':
      return badge('quiet', 'not run')
  }
}

/** Whoever it was, as stored. */
export const who = (actor: Readonly<Record<string, string>>): string => nameOf(actor as Actor) || 'unknown'

/** The commit a schema came from, in a line. A remote's address becomes no link: anybody can write anything there. */
export function commit({ branch, commit: hash, author, message, remoteUrl }: GitContext): Html {
  if (!hash && !branch && !message) return html``
  return html`<span title="${[author, remoteUrl].filter(Boolean).join(' · ')}"
    >${hash ? html`<code>${hash.slice(0, 10)}</code> ` : ''}${branch ? html`<code>${branch}</code> ` : ''}${
      message?.split('\n')[0]?.slice(0, 120) ?? ''
    }</span
  >`
}

/** A client as it called itself. */
export const client = (name: string, version: string): string =>
  `${name || 'unnamed client'}${version && ` ${version}`}`

/** What stands where nothing is to be shown: what it is, and what to do for there to be something. */
export const empty = (what: string, ...commands: readonly string[]): Html =>
  html`<div class="empty">
    <p>${what}</p>
    ${commands.length > 0 ? html`<pre>${commands.join('\n')}</pre>` : ''}
  </div>`

/** Findings are kept whole; a page shows so many. */
const MOST_SHOWN = 500

/** Each item as markup, up to a bound, and how many more there are. */
export const each = <Item>(items: readonly Item[], show: (item: Item) => Html): Html =>
  html`${items.slice(0, MOST_SHOWN).map(show)}
  ${items.length > MOST_SHOWN ? html`<p class="quiet">And ${count(items.length - MOST_SHOWN)} more.</p>` : ''}`

/** The way on through a list: to the newest, and to what is older than the last of these. */
export const pager = (path: string, isFirst: boolean, older: string | null): Html =>
  isFirst && !older
    ? html``
    : html`<p class="pager">
        ${isFirst ? '' : html`<a href="${path}">First page</a>`}
        ${older ? html`<a href="${older}" rel="next">Next page</a>` : ''}
      </p>`

/** The first `size` rows, and the row a next page begins after. Ask for one row more than is shown. */
export function pageOf<Row>(rows: readonly Row[], size: number): { shown: readonly Row[]; last: Row | null } {
  const shown = rows.slice(0, size)
  return { shown, last: rows.length > size ? (shown.at(-1) ?? null) : null }
}
