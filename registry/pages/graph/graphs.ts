import { html, moment, type Html } from '@tradewind/staff'
import type { GraphSummary, VariantSummary } from '../../data/pages/graphs.ts'
import { graphPath, variantPath } from '../addresses.ts'
import { graphPage } from '../frame.ts'
import { badge, empty, heading, number, numberHeading, table } from '../parts.ts'
import { site } from '../site.ts'

/** Every graph there is. */
export const graphsPage = (graphs: readonly GraphSummary[]): string =>
  site.page(
    { title: 'Graphs', signedIn: true },
    graphs.length === 0
      ? empty('There is no graph yet. Create one, and its first key, by a command:', createCommand)
      : html`${graphs.map(
          (graph) =>
            html`<h2><a href="${graphPath(graph.id)}">${graph.title}</a></h2>
              ${variantTable(graph)}`,
        )}`,
  )

const createCommand = 'npm run registry -- graphs create <graph>'

/** A graph with its variants. */
export const graphOverviewPage = (graph: GraphSummary): string =>
  graphPage(
    { graph: graph.id, tab: 'variants' },
    graph.title,
    html`${variantTable(graph)}${graph.readme ? html`<pre class="shown">${graph.readme}</pre>` : ''}`,
  )

const variantTable = ({ id, variants }: GraphSummary): Html =>
  variants.length === 0
    ? empty(
        'No variant has been published to yet. The first subgraph that is published makes one:',
        `rover subgraph publish ${id}@current --name <subgraph> --schema schema.graphql --routing-url <url>`,
      )
    : table(
        [heading('Variant'), heading('State'), heading('Current launch'), numberHeading('Subgraphs')],
        variants.map((variant) => variantRow(id, variant)),
      )

function variantRow(graph: string, variant: VariantSummary): Html {
  const { name, sourceVariant, subgraphs, currentLaunch, failedSince } = variant
  const path = variantPath(graph, name)
  return html`<tr>
    <td>
      <a href="${path}">${graph}@${name}</a>
      ${sourceVariant ? html`<br /><small>contract of ${sourceVariant}</small>` : ''}
    </td>
    <td>${state(path, variant)}</td>
    <td>
      ${
        currentLaunch
          ? html`<a href="${path}/launches/${currentLaunch.id}">#${currentLaunch.number}</a>
              ${moment(currentLaunch.createdAt)}`
          : failedSince
            ? 'none has composed yet'
            : 'none yet'
      }
    </td>
    ${sourceVariant ? html`<td class="number">as ${sourceVariant}</td>` : number(subgraphs)}
  </tr>`
}

function state(path: string, { currentLaunch, failedSince }: VariantSummary): Html {
  if (failedSince) {
    return html`${badge('bad', 'newest launch failed')}
      <a href="${path}/launches/${failedSince.id}">#${failedSince.number}</a>`
  }
  return currentLaunch ? badge('good', 'composed') : badge('quiet', 'empty')
}
