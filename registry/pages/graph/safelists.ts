import { html, type Html } from '@tradewind/staff'
import type { PersistedQuery } from '../../data/generated/client.ts'
import type { Safelist } from '../../data/pages/safelists.ts'
import { graphPath, safelistPath, variantPath, withQuery } from '../addresses.ts'
import { graphPage } from '../frame.ts'
import { count, empty, heading, number, numberHeading, pageOf, pager, table } from '../parts.ts'

export const PERSISTED_QUERIES_SHOWN = 50

/** The lists of operations that routers in safelist mode serve. */
export const safelistsPage = (graph: string, lists: readonly Safelist[]): string =>
  graphPage(
    { graph, tab: 'safelists' },
    'Safelists',
    lists.length === 0
      ? empty('Every variant has a list from its first publication on, and this graph has no variant yet.')
      : table(
          [heading('List'), heading('Routers of'), numberHeading('Operations'), numberHeading('Revision')],
          lists.map((list) => listRow(graph, list)),
        ),
  )

const listRow = (graph: string, { id, name, variants, count: operations, revision }: Safelist): Html =>
  html`<tr>
    <td><a href="${safelistPath(graph, id)}">${name}</a></td>
    <td>${variants.map((variant) => html`<a href="${variantPath(graph, variant)}">${variant}</a> `)}</td>
    ${number(operations)} ${number(revision)}
  </tr>`

/** The operations of a list; `rows` holds one more than is shown when there are others. */
export function safelistPage(
  graph: string,
  list: Safelist,
  rows: readonly PersistedQuery[],
  isFirst: boolean,
): string {
  const path = safelistPath(graph, list.id)
  const { shown, last } = pageOf(rows, PERSISTED_QUERIES_SHOWN)
  return graphPage(
    { graph, tab: 'safelists' },
    `Safelist ${list.name}`,
    html`<p>
        ${count(list.count)} operations, revision ${list.revision}.
        <a href="${graphPath(graph)}/persisted-queries">All lists</a>
      </p>
      ${
        shown.length === 0
          ? empty(
              'Nothing is on this list: a router in safelist mode refuses everything.',
              publishCommand(graph, list),
            )
          : html`${shown.map(persistedQuery)}
            ${pager(path, isFirst, last && withQuery(path, { after: last.id }))}`
      }`,
  )
}

const publishCommand = (graph: string, { variants }: Safelist): string =>
  `rover persisted-queries publish ${graph}@${variants[0] ?? '<variant>'} --manifest persisted-query-manifest.json`

const persistedQuery = ({ id, name, type, body, clientName }: PersistedQuery): Html =>
  html`<details>
    <summary>
      ${name || 'without a name'} <small>${type.toLowerCase()}${clientName ? ` of ${clientName}` : ''}</small>
    </summary>
    <p><code>${id}</code></p>
    <pre class="shown">${body}</pre>
  </details>`
