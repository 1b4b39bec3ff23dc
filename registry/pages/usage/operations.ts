import { html, type Html } from '@tradewind/staff'
import type { OperationSummary } from '../../data/pages/operations.ts'
import { variantPath, withQuery } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { empty, heading, number, numberHeading, pager, plural, table } from '../parts.ts'
import { latency } from './latency.ts'
import type { OperationPage, OperationQuery } from './operation-list.ts'
import { option, periodChoice, periodName } from './period.ts'

/** What clients sent, by rate, errors or latency. */
export function operationsPage(
  page: OperationPage,
  { graph, variant, query }: { graph: string; variant: string; query: OperationQuery },
): string {
  const path = `${variantPath(graph, variant)}/operations`
  const { after, ...filter } = query
  return variantPage(
    { graph, variant, tab: 'operations' },
    'Operations',
    html`${filterForm(path, query)}
    ${
      page.total === 0
        ? empty(
            query.q
              ? `No operation with such a name was reported in ${periodName(query.days)}.`
              : `No operation was reported in ${periodName(query.days)}. Routers report what clients send with REGISTRY_URL, REGISTRY_KEY (a key that may report) and GRAPH_REF set.`,
          )
        : html`<p>${plural(page.total, 'operation')} in ${periodName(query.days)}.</p>
            ${table(
              [
                heading('Operation'),
                numberHeading('Requests'),
                numberHeading('per minute'),
                numberHeading('With errors'),
                numberHeading('Half done in'),
                numberHeading('95 % done in'),
              ],
              page.operations.map((operation) => operationRow(operation, path, query.days)),
            )}
            ${pager(
              withQuery(path, filter),
              !after,
              page.after && withQuery(path, { ...filter, after: page.after }),
            )}`
    }`,
  )
}

const sorts = { requests: 'most requests', errors: 'most errors', latency: 'slowest' } as const

const filterForm = (path: string, query: OperationQuery): Html =>
  html`<form class="filter" method="get" action="${path}">
    <label>Name contains <input name="q" type="search" value="${query.q}" /></label>
    <label
      >First
      <select name="sort">
        ${Object.entries(sorts).map(([value, text]) => option(value, text, value === query.sort))}
      </select>
    </label>
    ${periodChoice(query.days)}
    <button>Show</button>
  </form>`

const operationRow = (operation: OperationSummary, path: string, days: number): Html =>
  html`<tr>
    <td>
      <a href="${withQuery(`${path}/${operation.id}`, { days })}">${operation.name || 'anonymous'}</a>
      <small><code>${operation.id.slice(0, 8)}</code></small>
    </td>
    ${number(operation.requests)}
    <td class="number">${perMinute(operation.requests, days)}</td>
    <td class="number ${isFailing(operation) ? 'bad' : ''}">${share(operation)}</td>
    <td class="number">${latency(operation.durations, 0.5)}</td>
    <td class="number">${latency(operation.durations, 0.95)}</td>
  </tr>`

/** The average over the period, to two significant digits. */
export const perMinute = (requests: number, days: number): string =>
  Number((requests / (days * 24 * 60)).toPrecision(2)).toLocaleString('en')

/** Whether one request in a hundred has errors, or more. */
export const isFailing = ({ errors, requests }: Pick<OperationSummary, 'errors' | 'requests'>): boolean =>
  errors * 100 >= requests

/** `0 %`, `< 0.1 %`, `12.5 %`. */
export function share({ errors, requests }: Pick<OperationSummary, 'errors' | 'requests'>): string {
  if (errors === 0) return '0 %'
  const percent = (errors / requests) * 100
  return percent < 0.1 ? '< 0.1 %' : `${Number(percent.toFixed(1))} %`
}
