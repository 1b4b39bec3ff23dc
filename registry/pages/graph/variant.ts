import { html, moment, type Html } from '@tradewind/staff'
import type { LaunchSummary } from '../../data/pages/launches.ts'
import type { SubgraphSummary, VariantDetail } from '../../data/pages/variants.ts'
import { graphPath, safelistPath, variantPath } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { launchTable } from '../launch/launches.ts'
import { count, empty, heading, table } from '../parts.ts'

/** A variant: what it is made of, and what happened last. */
export function variantOverviewPage(
  variant: VariantDetail,
  { newest, publicUrl }: { newest: readonly LaunchSummary[]; publicUrl: string },
): string {
  const path = variantPath(variant.graphId, variant.name)
  const current = newest.find(({ id }) => id === variant.currentLaunchId)
  return variantPage(
    { graph: variant.graphId, variant: variant.name, tab: 'overview' },
    `${variant.graphId}@${variant.name}`,
    html`${failure(newest[0], current, path)}
      <dl>
        <dt>Current launch</dt>
        <dd>${currentLaunch(variant, current, path)}</dd>
        <dt>Composed with</dt>
        <dd>federation ${variant.federationVersion.replace('=', '')}</dd>
        ${contract(variant)} ${contracts(variant)} ${persistedQueries(variant)}
      </dl>
      <h2>Subgraphs</h2>
      ${subgraphTable(variant)} ${newest.length > 0 ? html`<h2>Last launches</h2>` : ''}
      ${newest.length > 0 ? launchTable(newest.slice(0, 5), variant) : ''}
      ${
        variant.readme
          ? html`<h2>Readme</h2>
              <pre class="shown">${variant.readme}</pre>`
          : ''
      }
      <h2>Check a schema</h2>
      <pre class="shown">
${`export APOLLO_REGISTRY_URL=${publicUrl}/graphql
export APOLLO_KEY=<a key of ${variant.graphId} that may check>
rover subgraph check ${variant.graphId}@${variant.name} --name <subgraph> --schema schema.graphql`}</pre>
      <p><a href="${graphPath(variant.graphId)}/keys">Keys of ${variant.graphId}</a></p>`,
  )
}

function currentLaunch({ currentLaunchId }: VariantDetail, current: LaunchSummary | undefined, path: string) {
  if (!currentLaunchId) return html`none has composed yet`
  return html`<a href="${path}/launches/${currentLaunchId}">${current ? `#${current.number}` : 'show'}</a>
    ${current ? moment(current.createdAt) : ''} ·
    <a href="${path}/launches/${currentLaunchId}/api-schema.graphql">API schema</a> ·
    <a href="${path}/launches/${currentLaunchId}/supergraph.graphql">supergraph</a>`
}

/** That the newest launch failed is the first thing to know. */
const failure = (newest: LaunchSummary | undefined, current: LaunchSummary | undefined, path: string) =>
  newest?.status === 'FAILED'
    ? html`<p class="bad" role="status">
        <a href="${path}/launches/${newest.id}">Launch #${newest.number}</a> does not compose: routers keep
        ${current ? `#${current.number}` : 'what they have'}.
      </p>`
    : html``

const contract = ({ graphId, sourceVariant, include, exclude }: VariantDetail): Html =>
  sourceVariant
    ? html`<dt>Contract of</dt>
        <dd>
          <a href="${variantPath(graphId, sourceVariant)}">${sourceVariant}</a>,
          ${include.length > 0 ? `with ${include.join(', ')}` : 'with everything'}${
            exclude.length > 0 ? `, without ${exclude.join(', ')}` : ''
          }
        </dd>`
    : html``

const contracts = ({ graphId, contracts: names }: VariantDetail): Html =>
  names.length > 0
    ? html`<dt>Contracts</dt>
        <dd>${names.map((name) => html`<a href="${variantPath(graphId, name)}">${name}</a> `)}</dd>`
    : html``

const persistedQueries = ({ graphId, persistedQueries: list }: VariantDetail): Html =>
  list
    ? html`<dt>Safelist</dt>
        <dd>
          <a href="${safelistPath(graphId, list.id)}">${list.name}</a>, ${count(list.count)} operations
        </dd>`
    : html``

const subgraphTable = ({ graphId, name, sourceVariant, subgraphs }: VariantDetail): Html =>
  subgraphs.length === 0
    ? empty(
        'Nothing has been published yet:',
        `rover subgraph publish ${graphId}@${sourceVariant ?? name} --name <subgraph> --schema schema.graphql --routing-url <url>`,
      )
    : table(
        [heading('Subgraph'), heading('URL'), heading('Updated'), heading('Revision')],
        subgraphs.map((subgraph) => subgraphRow(graphId, subgraph)),
      )

const subgraphRow = (graph: string, { name, url, updatedAt, revisionId, sha256 }: SubgraphSummary): Html =>
  html`<tr>
    <td>${name}</td>
    <td><code>${url ?? 'none'}</code></td>
    <td>${moment(updatedAt)}</td>
    <td>
      <a href="${graphPath(graph)}/revisions/${revisionId}.graphql"><code>${sha256.slice(0, 10)}</code></a>
    </td>
  </tr>`
