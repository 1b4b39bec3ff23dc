import { html, moment, type Html } from '@tradewind/staff'
import type { KeySummary } from '../../data/pages/keys.ts'
import type { Scope } from '../../domain/key.ts'
import { graphPath, withQuery } from '../addresses.ts'
import { graphPage } from '../frame.ts'
import { badge, empty, heading, pageOf, pager, table } from '../parts.ts'

export const KEYS_SHOWN = 50

/** What a key may be for. */
const labels = {
  READ: 'read schemas and report usage (routers)',
  CHECK: 'check schemas (pipelines), and read',
  PUBLISH: 'publish schemas, check and read',
  REPORT: 'only report usage',
} as const satisfies Record<Scope, string>

interface KeysView {
  readonly graph: string
  readonly rows: readonly KeySummary[]
  readonly isFirst: boolean
  readonly mayWrite: boolean
  /** Why the last try to create one failed. */
  readonly message?: string
}

/** A graph's keys; `rows` holds one more than is shown when there are older ones. */
export function keysPage({ graph, rows, isFirst, mayWrite, message }: KeysView): string {
  const path = `${graphPath(graph)}/keys`
  const { shown, last } = pageOf(rows, KEYS_SHOWN)
  return graphPage(
    { graph, tab: 'keys' },
    'Keys',
    html`<p>What rover, routers and pipelines authenticate with. Of a key its hash alone is kept.</p>
      ${message ? html`<p class="bad" role="alert">${message}</p>` : ''}
      ${
        shown.length > 0
          ? table(
              [
                heading('Name'),
                heading('May'),
                heading('Created'),
                heading('Last used'),
                heading(mayWrite ? 'Revoke' : 'State'),
              ],
              shown.map((key) => keyRow(key, path, mayWrite)),
            )
          : empty('There is no key yet. Create one here, or by a command:', createCommand(graph))
      }
      ${pager(path, isFirst, last && withQuery(path, { before: last.id }))}
      ${mayWrite ? createForm(path) : ''}`,
  )
}

const createCommand = (graph: string): string =>
  `npm run registry -- keys create ${graph} --name <name> --scope CHECK`

const keyRow = (key: KeySummary, path: string, mayWrite: boolean): Html =>
  html`<tr>
    <td>${key.name}</td>
    <td>${key.scopes.map((scope) => scope.toLowerCase()).join(', ')}</td>
    <td>${moment(key.createdAt)}<br /><small>by ${key.createdBy}</small></td>
    <td>${key.lastUsedAt ? moment(key.lastUsedAt) : 'never'}</td>
    <td>
      ${
        key.revokedAt
          ? html`${badge('quiet', 'revoked')} ${moment(key.revokedAt)}`
          : mayWrite
            ? html`<a href="${path}/${key.id}/revoke">Revoke …</a>`
            : badge('good', 'valid')
      }
    </td>
  </tr>`

const createForm = (path: string): Html =>
  html`<h2>Create a key</h2>
    <form class="filter" method="post" action="${path}">
      <label>Name <input name="name" maxlength="100" required placeholder="CI of catalog" /></label>
      <fieldset>
        <legend>It may</legend>
        ${Object.entries(labels).map(
          ([scope, label]) =>
            html`<label><input type="checkbox" name="scopes" value="${scope}" /> ${label}</label>`,
        )}
      </fieldset>
      <button>Create</button>
    </form>`

/** Shows a key for the only time. */
export const keyCreatedPage = (graph: string, key: string, publicUrl: string): string =>
  graphPage(
    { graph, tab: 'keys' },
    'The new key',
    html`<p class="warn">Copy it now: it is kept nowhere, and this is the only time it is shown.</p>
      <pre class="shown">
${`APOLLO_REGISTRY_URL=${publicUrl}/graphql
APOLLO_KEY=${key}`}</pre>
      <p><a href="${graphPath(graph)}/keys">Back to the keys</a></p>`,
  )

/** Asks once more before a key is revoked. */
export const revokePage = (graph: string, { id, name, lastUsedAt }: KeySummary): string =>
  graphPage(
    { graph, tab: 'keys' },
    `Revoke the key “${name}”?`,
    html`<p>
        Whoever uses it is refused at once, for good.
        ${lastUsedAt ? html`It was last used ${moment(lastUsedAt)}.` : 'It was never used.'}
      </p>
      <form method="post" action="${graphPath(graph)}/keys/${id}/revoke" class="inline">
        <button>Revoke</button>
        <a href="${graphPath(graph)}/keys">Leave it</a>
      </form>`,
  )
