import { isScheduleQueue } from '@tradewind/events'
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
  /** Where a trace is to be seen, with `{traceId}` in it. */
  readonly traceUrl: string | undefined
}

/** The failed events of a subscriber (or the failed runs of its schedules), each with what it takes to judge it, and what to do about it. */
export function failedListPage({ events, more }: FailedPage, view: FailedListView): string {
  const { subscriber, type } = view
  const path = `/failed-events/${encodeURIComponent(subscriber)}`
  const link = (number: number): string =>
    `${path}?page=${number}${type ? `&type=${encodeURIComponent(type)}` : ''}`
  return site.page(
    { title: `Failed ${isScheduleQueue(subscriber) ? 'runs' : 'events'} of ${subscriber}`, signedIn: true },
    html`<p>
        <a href="/failed-events">All failed events</a>
        ${type ? html` · only ${type} · <a href="${path}">all of ${subscriber}</a>` : ''}
      </p>
      ${events.length === 0 ? html`<p class="good">Nothing here has failed.</p>` : ''}
      ${events.map((event) => article(event, path, view))}
      <p>
        ${view.page > 1 ? html`<a href="${link(view.page - 1)}">Newer</a>` : ''}
        ${more ? html`<a href="${link(view.page + 1)}">Older</a>` : ''}
      </p>`,
  )
}

const article = (event: FailedEvent, path: string, { session, traceUrl }: FailedListView): Html =>
  html`<article>
    <h2>${event.type}</h2>
    <p class="bad">${event.error}</p>
    <dl>
      ${event.due ? dueOf(event.due) : envelopeOf(event)}
      <dt>Failed</dt>
      <dd>${moment(event.failedAt)}; attempts: ${event.attempts}</dd>
      <dt>Trace</dt>
      <dd>${traceOf(event, traceUrl)}</dd>
    </dl>
    ${event.due ? '' : dataOf(event)}
    <details>
      <summary>Where it failed</summary>
      <pre>${event.stack}</pre>
    </details>
    ${session.mayWrite ? actions(event, `${path}/${encodeURIComponent(event.id)}`) : ''}
  </article>`

const dueOf = (due: Date): Html =>
  html`<dt>Due</dt>
    <dd>${moment(due)}</dd>`

const envelopeOf = ({ id, subject, time }: FailedEvent): Html =>
  html`<dt>Event</dt>
    <dd>${id}</dd>
    <dt>Subject</dt>
    <dd>${subject}</dd>
    <dt>Published</dt>
    <dd>${time}</dd>`

const dataOf = ({ data }: FailedEvent): Html =>
  html`<details open>
    <summary>Data</summary>
    <pre>${data}</pre>
  </details>`

/** A link to the trace, or what finds its lines in the logs. */
function traceOf({ traceId }: FailedEvent, traceUrl: string | undefined): Html | string {
  if (!traceId) return 'none'
  if (traceUrl) {
    return html`<a href="${traceUrl.replaceAll('{traceId}', encodeURIComponent(traceId))}">${traceId}</a>`
  }
  return html`${traceId}<br /><small>Look in the logs for <code>"traceId":"${traceId}"</code></small>`
}

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
