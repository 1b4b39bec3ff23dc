import { html, moment, type Html } from '@tradewind/staff'
import type { LaunchSummary } from '../../data/pages/launches.ts'
import { variantPath, withQuery } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { badge, commit, empty, heading, pageOf, pager, status, table, who } from '../parts.ts'

export const LAUNCHES_SHOWN = 50

interface OfVariant {
  readonly graphId: string
  readonly name: string
  readonly currentLaunchId: string | null
}

/** The history of a variant; `rows` holds one more than is shown when there are older ones. */
export function launchesPage(variant: OfVariant, rows: readonly LaunchSummary[], isFirst: boolean): string {
  const { graphId, name } = variant
  const path = `${variantPath(graphId, name)}/launches`
  const { shown, last } = pageOf(rows, LAUNCHES_SHOWN)
  return variantPage(
    { graph: graphId, variant: name, tab: 'launches' },
    'Launches',
    shown.length === 0
      ? empty(
          isFirst
            ? 'Nothing has been launched yet. A launch is made whenever a subgraph is published or deleted:'
            : 'There are no older launches.',
          ...(isFirst ? [`rover subgraph publish ${graphId}@${name} --name <subgraph> --schema <file>`] : []),
        )
      : html`${launchTable(shown, variant)}
        ${pager(path, isFirst, last && withQuery(path, { before: last.number }))}`,
  )
}

export const launchTable = (launches: readonly LaunchSummary[], variant: OfVariant): Html =>
  table(
    [
      heading('Launch'),
      heading('State'),
      heading('What'),
      heading('When'),
      heading('Who'),
      heading('Commit'),
    ],
    launches.map((launch) => launchRow(launch, variant)),
  )

const launchRow = (launch: LaunchSummary, { graphId, name, currentLaunchId }: OfVariant): Html =>
  html`<tr>
    <td><a href="${variantPath(graphId, name)}/launches/${launch.id}">#${launch.number}</a></td>
    <td>${status(launch.status)} ${launch.id === currentLaunchId ? badge('quiet', 'current') : ''}</td>
    <td>${what(launch)}</td>
    <td>${moment(launch.createdAt)}</td>
    <td>${who(launch.who)}</td>
    <td>${commit(launch.git)}</td>
  </tr>`

/** What a launch did, in words. */
export function what({ kind, subgraph }: Pick<LaunchSummary, 'kind' | 'subgraph'>): string {
  switch (kind) {
    case 'PUBLISH':
      return subgraph ? `${subgraph} published` : 'published'
    case 'DELETE':
      return subgraph ? `${subgraph} deleted` : 'deleted'
    case 'ROLLBACK':
      return 'rolled back'
    case 'CONTRACT':
      return 'composed along with its source'
  }
}
