import { durationBounds } from '@tradewind/service'
import { html, moment, type Html } from '@tradewind/staff'
import type { ClientRequests } from '../../data/pages/fields.ts'
import type { OperationDetail, OperationSummary } from '../../data/pages/operations.ts'
import { variantPath, withQuery } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { count, empty, heading, number, numberHeading, table } from '../parts.ts'
import { clientTable } from './field.ts'
import { latency, milliseconds } from './latency.ts'
import { isFailing, perMinute, share } from './operations.ts'
import { periodName } from './period.ts'

interface OperationView {
  readonly graph: string
  readonly variant: string
  readonly days: number
  /** Null when no client sent it in the period. */
  readonly usage: OperationSummary | null
  readonly clients: readonly (ClientRequests & { readonly errors: number })[]
}

/** An operation: its text, who sends it, and how it goes. */
export function operationPage(operation: OperationDetail, view: OperationView): string {
  const { graph, variant, days, usage, clients } = view
  const path = variantPath(graph, variant)
  return variantPage(
    { graph, variant, tab: 'operations' },
    operation.name || 'Anonymous operation',
    html`<dl>
        <dt>First seen</dt>
        <dd>${moment(operation.firstSeen)}</dd>
        <dt>Id</dt>
        <dd><code>${operation.id}</code></dd>
        ${usage ? measures(usage, days) : ''}
      </dl>
      <h2>Clients in ${periodName(days)}</h2>
      ${clients.length > 0 ? clientTable(clients) : empty('No client sent it in this period.')}
      ${
        usage
          ? html`<h2>Durations</h2>
              ${durationTable(usage.durations)}`
          : ''
      }
      <h2>Operation</h2>
      <p class="quiet">As routers report it: without literals and aliases, its fields sorted.</p>
      <pre class="text">${operation.signature}</pre>
      <details>
        <summary>What it uses of the schema (${count(operation.coordinates.length)})</summary>
        <ul>
          ${operation.coordinates.map(
            (coordinate) =>
              html`<li>
                <a href="${withQuery(`${path}/fields/${encodeURIComponent(coordinate)}`, { days })}"
                  ><code>${coordinate}</code></a
                >
              </li>`,
          )}
        </ul>
      </details>`,
  )
}

const measures = (usage: OperationSummary, days: number): Html =>
  html`<dt>Requests</dt>
    <dd>${count(usage.requests)}, ${perMinute(usage.requests, days)} a minute</dd>
    <dt>With errors</dt>
    <dd class="${isFailing(usage) ? 'bad' : ''}">${share(usage)}</dd>
    <dt>Done in</dt>
    <dd>
      half ${latency(usage.durations, 0.5)}, 95 % ${latency(usage.durations, 0.95)}, 99 %
      ${latency(usage.durations, 0.99)}
    </dd>`

const durationTable = (durations: readonly number[]): Html =>
  table(
    [heading('Done in'), numberHeading('Requests')],
    durations.flatMap((requests, bucket) => {
      if (requests === 0) return []
      const bound = durationBounds[bucket]
      const label =
        bound === undefined ? `more than ${milliseconds(durationBounds.at(-1)!)}` : `≤ ${milliseconds(bound)}`
      return [
        html`<tr>
          <td>${label}</td>
          ${number(requests)}
        </tr>`,
      ]
    }),
  )
