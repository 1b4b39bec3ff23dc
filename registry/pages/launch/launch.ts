import { html, moment, type Html } from '@tradewind/staff'
import type { CompositionFinding } from '../../checks/types.ts'
import type { LaunchDetail, SubgraphChange } from '../../data/pages/launches.ts'
import { graphPath, variantPath } from '../addresses.ts'
import { lineDiff } from '../diff.ts'
import { compositionFinding } from '../findings.ts'
import { variantPage } from '../frame.ts'
import { badge, commit, each, status, who } from '../parts.ts'
import { what } from './launches.ts'

interface LaunchView {
  readonly graph: string
  readonly variant: string
  readonly isCurrent: boolean
  readonly mayRollBack: boolean
}

/** A launch: who, when, why, what came of it, and what it changed. */
export function launchPage(
  launch: LaunchDetail,
  { graph, variant, isCurrent, mayRollBack }: LaunchView,
): string {
  const path = `${variantPath(graph, variant)}/launches/${launch.id}`
  return variantPage(
    { graph, variant, tab: 'launches' },
    `Launch #${launch.number}`,
    html`<p>
        ${status(launch.status)} ${isCurrent ? badge('quiet', 'current') : ''} ${what(launch)}
        ${origin(launch, graph, variant)}
      </p>
      <dl>
        <dt>When</dt>
        <dd>${moment(launch.createdAt)}</dd>
        <dt>Who</dt>
        <dd>${who(launch.who)}</dd>
        ${commitDetails(launch)}
        <dt>Composed with</dt>
        <dd>federation ${launch.federationVersion.replace('=', '')}</dd>
        ${schemas(launch, path)}
        <dt>Subgraphs</dt>
        <dd>${launch.subgraphs.map((subgraph) => revisionLink(graph, subgraph))}</dd>
      </dl>
      ${
        mayRollBack && !isCurrent && launch.status === 'COMPOSED' && launch.kind !== 'CONTRACT'
          ? html`<p><a href="${path}/rollback">Roll back to this launch …</a></p>`
          : ''
      }
      ${findings('Errors', launch.errors, 'bad')} ${findings('Hints', launch.hints, 'warn')}
      ${apiSchemaDiff(launch)} ${launch.changes.map(subgraphDiff)}`,
  )
}

function origin({ rolledBackTo, sourceLaunch }: LaunchDetail, graph: string, variant: string): Html {
  if (rolledBackTo) {
    return html`to
      <a href="${variantPath(graph, variant)}/launches/${rolledBackTo.id}">#${rolledBackTo.number}</a>`
  }
  if (!sourceLaunch) return html``
  return html`<a href="${variantPath(graph, sourceLaunch.variant)}/launches/${sourceLaunch.id}"
    >${sourceLaunch.variant} #${sourceLaunch.number}</a
  >`
}

function commitDetails({ git }: LaunchDetail): Html {
  if (Object.keys(git).length === 0) return html``
  return html`<dt>Commit</dt>
    <dd>${commit(git)}</dd>
    ${
      git.author
        ? html`<dt>Author</dt>
            <dd>${git.author}</dd>`
        : ''
    }
    ${
      git.remoteUrl
        ? html`<dt>Repository</dt>
            <dd><code>${git.remoteUrl}</code></dd>`
        : ''
    }`
}

const schemas = ({ status: outcome, supergraphSha256 }: LaunchDetail, path: string): Html =>
  outcome === 'COMPOSED'
    ? html`<dt>Schemas</dt>
        <dd>
          <a href="${path}/api-schema.graphql">API schema</a> ·
          <a href="${path}/supergraph.graphql">supergraph</a>
          <code>${supergraphSha256?.slice(0, 10) ?? ''}</code>
        </dd>`
    : html``

const revisionLink = (graph: string, { name, revisionId }: LaunchDetail['subgraphs'][number]): Html =>
  html`<a href="${graphPath(graph)}/revisions/${revisionId}.graphql">${name}</a> `

const findings = (title: string, found: readonly CompositionFinding[], meaning: 'bad' | 'warn'): Html =>
  found.length === 0
    ? html``
    : html`<h2>${title}</h2>
        ${each(found, (finding) => compositionFinding(finding, meaning))}`

function apiSchemaDiff({ apiSchemaSdl, previous }: LaunchDetail): Html {
  if (apiSchemaSdl === null) return html``
  return html`<h2>API schema${previous ? `, compared with #${previous.number}` : ''}</h2>
    ${
      previous
        ? lineDiff(previous.apiSchemaSdl, apiSchemaSdl)
        : html`<p class="quiet">The first that composed: everything in it is new.</p>`
    }`
}

const subgraphDiff = ({ name, before, after }: SubgraphChange): Html =>
  html`<h2>Subgraph ${name}</h2>
    ${
      before === null
        ? html`<p class="quiet">New: ${after?.split('\n').length ?? 0} lines.</p>`
        : after === null
          ? html`<p class="quiet">Left out from here on.</p>`
          : lineDiff(before, after)
    }`
