import { html, moment, type Html } from '@tradewind/staff'
import type { CheckSummary } from '../../data/pages/checks.ts'
import { variantPath, withQuery } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { commit, empty, heading, pageOf, pager, status, table, who } from '../parts.ts'

export const CHECKS_SHOWN = 50

/** The checks of a variant; `rows` holds one more than is shown when there are older ones. */
export function checksPage(
  graph: string,
  variant: string,
  { rows, isFirst }: { rows: readonly CheckSummary[]; isFirst: boolean },
): string {
  const path = `${variantPath(graph, variant)}/checks`
  const { shown, last } = pageOf(rows, CHECKS_SHOWN)
  return variantPage(
    { graph, variant, tab: 'checks' },
    'Checks',
    shown.length === 0
      ? empty(
          isFirst
            ? 'Nothing has been checked yet. Check a schema before it is merged:'
            : 'There are no older checks.',
          ...(isFirst
            ? [`rover subgraph check ${graph}@${variant} --name <subgraph> --schema schema.graphql`]
            : []),
        )
      : html`${table(
          [heading('Check'), heading('Schema'), heading('When'), heading('Who'), heading('Commit')],
          shown.map((check) => checkRow(check, path)),
        )}
        ${pager(path, isFirst, last && withQuery(path, { before: last.id }))}`,
  )
}

const checkRow = (check: CheckSummary, path: string): Html =>
  html`<tr>
    <td>${status(check.status)} <a href="${path}/${check.id}">show</a></td>
    <td>${check.subgraph ?? 'the whole graph'}</td>
    <td>${moment(check.createdAt)}</td>
    <td>${who(check.who)}</td>
    <td>${commit(check.git)}</td>
  </tr>`
