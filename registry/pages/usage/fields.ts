import { html, type Html } from '@tradewind/staff'
import { variantPath, withQuery } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { badge, empty, heading, number, numberHeading, pager, plural, table } from '../parts.ts'
import type { FieldPage, FieldQuery, UsedField } from './field-list.ts'
import { option, periodChoice, periodName } from './period.ts'

interface FieldsView {
  readonly graph: string
  readonly variant: string
  readonly query: FieldQuery
  /** Whether anything was reported in the period; without that, "never used" means nothing. */
  readonly hasReports: boolean
}

/** The API schema by use. */
export function fieldsPage(page: FieldPage, { graph, variant, query, hasReports }: FieldsView): string {
  const path = `${variantPath(graph, variant)}/fields`
  const { after, ...filter } = query
  const here = withQuery(path, filter)
  return variantPage(
    { graph, variant, tab: 'fields' },
    'Fields',
    html`${filterForm(path, query)} ${hasReports ? '' : noReports(query.days)}
      <p>${plural(page.total, 'result')}, the most used first.</p>
      ${
        page.fields.length > 0
          ? table(
              [heading('Coordinate'), heading('Type'), numberHeading('Requests'), numberHeading('Clients')],
              page.fields.map((field) => fieldRow(field, path, query.days)),
            )
          : empty('Nothing in the schema fits. Ask for less.')
      }
      ${pager(here, !after, page.after && withQuery(path, { ...filter, after: page.after }))}`,
  )
}

const noReports = (length: number): Html =>
  html`<div class="empty">
    <p>
      No usage was reported in ${periodName(length)}, so nobody knows what is used. Routers report with
      REGISTRY_URL, REGISTRY_KEY (a key that may report) and GRAPH_REF set.
    </p>
  </div>`

const shows = {
  all: 'everything',
  used: 'used',
  unused: 'never used in the period',
  deprecated: 'deprecated',
} as const
const kinds = {
  all: 'of any kind',
  field: 'fields',
  argument: 'arguments',
  'enum value': 'enum values',
  'input field': 'input fields',
} as const

const filterForm = (path: string, query: FieldQuery): Html =>
  html`<form class="filter" method="get" action="${path}">
    <label>Contains <input name="q" type="search" value="${query.q}" placeholder="Product." /></label>
    ${choice('show', 'Show', shows, query.show)} ${choice('kind', 'Kind', kinds, query.kind)}
    ${periodChoice(query.days)}
    <button>Show</button>
  </form>`

const choice = (
  name: string,
  label: string,
  options: Readonly<Record<string, string>>,
  chosen: string,
): Html =>
  html`<label
    >${label}
    <select name="${name}">
      ${Object.entries(options).map(([value, text]) => option(value, text, value === chosen))}
    </select>
  </label>`

const fieldRow = (
  { coordinate, type, deprecated, requests, clients }: UsedField,
  path: string,
  days: number,
) =>
  html`<tr>
    <td>
      <a href="${withQuery(`${path}/${encodeURIComponent(coordinate)}`, { days })}"
        ><code>${coordinate}</code></a
      >
      ${deprecated === null ? '' : html`${badge('warn', 'deprecated')}<br /><small>${deprecated}</small>`}
    </td>
    <td><code>${type}</code></td>
    ${requests > 0 ? number(requests) : html`<td class="number quiet">never</td>`} ${number(clients)}
  </tr>`
