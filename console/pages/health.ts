import { html, type Html } from '@tradewind/staff'
import type { HealthReport, PartHealth, QueueLoad } from '../health-report.ts'
import { site } from './layout.ts'

/** Every part with its health, every queue with its load; asks anew every five seconds. */
export function healthPage({ parts, queues }: HealthReport): string {
  const down = parts.filter((part) => !part.ready).length
  return site.page(
    { title: 'Health', signedIn: true, refresh: { seconds: 5 } },
    html`<p class="${down > 0 ? 'bad' : 'good'}">
        ${down === 0 ? `All ${parts.length} parts are ready.` : `${down} of ${parts.length} parts are not ready.`}
      </p>
      <table>
        <thead>
          <tr>
            <th>Part</th>
            <th>State</th>
            <th>Checks</th>
            <th class="number">Answered in</th>
          </tr>
        </thead>
        <tbody>
          ${parts.map(partRow)}
        </tbody>
      </table>
      <h2>Queues</h2>
      <table>
        <thead>
          <tr>
            <th>Queue</th>
            <th class="number">Waiting</th>
            <th class="number">Active</th>
            <th class="number">Delayed</th>
            <th class="number">Failed</th>
          </tr>
        </thead>
        <tbody>
          ${queues.map(queueRow)}
        </tbody>
      </table>`,
  )
}

const partRow = ({ name, ready, detail, milliseconds }: PartHealth): Html =>
  html`<tr>
    <td>${name}</td>
    <td class="${ready ? 'good' : 'bad'}">${ready ? 'ready' : 'not ready'}</td>
    <td>${detail}</td>
    <td class="number">${milliseconds} ms</td>
  </tr>`

function queueRow({ name, counts }: QueueLoad): Html {
  if (!counts) {
    return html`<tr>
      <td>${name}</td>
      <td class="bad" colspan="4">does not answer</td>
    </tr>`
  }
  const failed = counts['failed'] ?? 0
  return html`<tr>
    <td><a href="/queues/queue/${encodeURIComponent(name)}">${name}</a></td>
    <td class="number">${(counts['waiting'] ?? 0) + (counts['prioritized'] ?? 0)}</td>
    <td class="number">${counts['active'] ?? 0}</td>
    <td class="number">${counts['delayed'] ?? 0}</td>
    <td class="number">
      <a class="${failed > 0 ? 'bad' : ''}" href="/failed-events/${encodeURIComponent(name)}">${failed}</a>
    </td>
  </tr>`
}
