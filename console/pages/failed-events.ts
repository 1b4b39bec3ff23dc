import type { Decision } from '@tradewind/events'
import { html, moment, type Html, type Session } from '@tradewind/staff'
import { LOOKED_THROUGH, RETRY_AT_MOST, type FailedKind, type FailedOverview } from '../failed-events.ts'
import { site } from './layout.ts'

export interface FailedEventsView {
  readonly session: Session
  /** How many were put back to their queue just now. */
  readonly retried?: number | undefined
}

/** What failed, by type and subscriber, and what was decided about what failed before. */
export function failedEventsPage(
  { kinds, queues }: FailedOverview,
  decisions: readonly Decision[],
  { session, retried }: FailedEventsView,
): string {
  const total = queues.reduce((sum, { count }) => sum + count, 0)
  return site.page(
    { title: 'Failed events', signedIn: true },
    html`${retried === undefined ? '' : html`<p class="good" role="status">${retriedSentence(retried)}</p>`}
      <p class="${total > 0 ? 'bad' : 'good'}">${total === 0 ? 'Nothing has failed.' : `${total} failed.`}</p>
      ${kinds.length > 0 ? kindTable(kinds, session) : ''}
      ${queues.filter(({ truncated }) => truncated).map(truncation)}
      <h2>Decisions</h2>
      ${decisions.length > 0 ? decisionTable(decisions) : html`<p>Nothing has been decided yet.</p>`}`,
  )
}

const retriedSentence = (retried: number): string =>
  retried < RETRY_AT_MOST
    ? `Put back to the queue: ${retried}.`
    : `Put back to the queue: ${retried}, as many as go at a time. Press again for more.`

const truncation = ({ subscriber, count }: { subscriber: string; count: number }): Html =>
  html`<p>
    Of the ${count} failed events of
    <a href="/failed-events/${encodeURIComponent(subscriber)}">${subscriber}</a>, the newest ${LOOKED_THROUGH}
    are counted above.
  </p>`

const kindTable = (kinds: readonly FailedKind[], { mayWrite }: Session): Html =>
  html`<table>
    <thead>
      <tr>
        <th>Queue</th>
        <th>Event or schedule</th>
        <th class="number">Failed</th>
        <th>Last error</th>
        ${mayWrite ? html`<th></th>` : ''}
      </tr>
    </thead>
    <tbody>
      ${kinds.map((kind) => kindRow(kind, mayWrite))}
    </tbody>
  </table>`

function kindRow({ subscriber, type, count, error, lastFailedAt }: FailedKind, mayWrite: boolean): Html {
  const path = `/failed-events/${encodeURIComponent(subscriber)}`
  return html`<tr>
    <td><a href="${path}">${subscriber}</a></td>
    <td><a href="${path}?type=${encodeURIComponent(type)}">${type}</a></td>
    <td class="number bad">${count}</td>
    <td>${error}<br /><small>${moment(lastFailedAt)}</small></td>
    ${
      mayWrite
        ? html`<td>
            <form method="post" action="${path}/retry">
              <input type="hidden" name="type" value="${type}" />
              <button>Retry all</button>
            </form>
          </td>`
        : ''
    }
  </tr>`
}

const decisionTable = (decisions: readonly Decision[]): Html =>
  html`<table>
    <thead>
      <tr>
        <th>When</th>
        <th>Who</th>
        <th>What</th>
        <th>Event</th>
        <th>Reason</th>
      </tr>
    </thead>
    <tbody>
      ${decisions.map(decisionRow)}
    </tbody>
  </table>`

const actions = { retry: 'retried', 'retry-kind': 'retried all', discard: 'discarded' } as const

const decisionRow = ({ at, staff, staffId, action, subscriber, type, ...event }: Decision): Html =>
  html`<tr>
    <td>${moment(new Date(at))}</td>
    <td title="${staffId}">${staff}</td>
    <td>${actions[action]}</td>
    <td>${subscriber}: ${type}<br /><small>${event.eventId ?? ''}</small></td>
    <td>${event.reason ?? ''}</td>
  </tr>`
