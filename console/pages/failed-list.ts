import { html, moment, type Html, type Session } from '@tradewind/staff'
import type { FailedEvent } from '../failed-event.ts'
import type { FailedPage } from '../failed-events.ts'
import { site } from './layout.ts'

export interface FailedListView {
  readonly subscriber: string
  readonly type: string | undefined
  /** From 1 on. */
  readonly page: number
  readonly session: Session
}

/** The failed events of a subscriber, each with what it takes to judge it, and what to do about it. */
export function failedListPage({ events, more }: FailedPage, view: FailedListView): string {
  const { subscriber, type } = view
  const path = `/failed-events/${encodeURIComponent(subscriber)}`
  const link = (number: number): string =>
    `${path}?page=${number}${type ? `&type=${encodeURIComponent(type)}` : ''}`
  return site.page(
    { title: `Failed events of ${subscriber}`, signedIn: true },
    html`<p>
        <a href="/failed-events">All failed events</a>
        ${type ? html` · only ${type} · <a href="${path}">all of ${subscriber}</a>` : ''}
      </p>
      ${events.length === 0 ? html`<p class="good">Nothing here has failed.</p>` : ''}
      ${events.map((event) => article(event, path, view.session))}
      <p>
        ${view.page > 1 ? html`<a href="${link(view.page - 1)}">Newer</a>` : ''}
        ${more ? html`<a href="${link(view.page + 1)}">Older</a>` : ''}
      </p>`,
  )
}

const article = (event: FailedEvent, path: string, { mayWrite }: Session): Html =>
  html`<article>
    <h2>${event.type}</h2>
    <p class="bad">${event.error}</p>
    <dl>
      <dt>Event</dt>
      <dd>${event.id}</dd>
      <dt>Subject</dt>
      <dd>${event.subject}</dd>
      <dt>Published</dt>
      <dd>${event.time}</dd>
      <dt>Failed</dt>
      <dd>${moment(event.failedAt)}; attempts: ${event.attempts}</dd>
      <dt>Trace</dt>
      <dd>${event.traceId || 'none'}</dd>
    </dl>
    <details open>
      <summary>Data</summary>
      <pre>${event.data}</pre>
    </details>
    <details>
      <summary>Where it failed</summary>
      <pre>${event.stack}</pre>
    </details>
    ${mayWrite ? actions(event, `${path}/${encodeURIComponent(event.id)}`) : ''}
  </article>`

const actions = ({ id }: FailedEvent, path: string): Html =>
  html`<div class="actions">
    <form method="post" action="${path}/retry"><button>Retry</button></form>
    <form method="post" action="${path}/discard">
      <input
        name="reason"
        aria-label="Why ${id} is discarded"
        placeholder="Reason"
        maxlength="500"
        required
      />
      <button>Discard</button>
    </form>
  </div>`
