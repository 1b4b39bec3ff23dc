import { html, type Html } from '@tradewind/staff'
import type { AffectedOperation, ChangeFinding, CompositionFinding } from '../checks/types.ts'
import { client, count, plural } from './parts.ts'

/** An error or a hint of composition. */
export const compositionFinding = (
  { code, message, subgraph, locations }: CompositionFinding,
  meaning: 'bad' | 'warn',
): Html =>
  html`<div class="finding ${meaning}">
    <p>${message}</p>
    <p class="quiet">
      <code>${code}</code>${subgraph ? ` · ${subgraph}` : ''}${
        locations?.length ? ` · ${locations.map(({ line, column }) => `${line}:${column}`).join(', ')}` : ''
      }
    </p>
  </div>`

/** A change of the API schema, with the operations that it breaks. */
export const changeFinding = (change: ChangeFinding, variantAddress: string): Html =>
  html`<div class="finding ${change.severity === 'FAILURE' ? 'bad' : ''}">
    <p>${withCode(change.description)}</p>
    <p class="quiet"><code>${change.code}</code> · <code>${change.coordinate}</code> · ${verdict(change)}</p>
    ${change.affected.length > 0 ? affected(change, variantAddress) : ''}
  </div>`

function verdict({ severity, criticality, affectedCount }: ChangeFinding): string {
  if (severity === 'FAILURE') return `breaks ${plural(affectedCount, 'operation')} that clients sent`
  return criticality === 'BREAKING' ? 'breaking, but no client uses it' : criticality.toLowerCase()
}

const affected = ({ affected: operations, affectedCount }: ChangeFinding, variantAddress: string): Html =>
  html`<ul>
    ${operations.map((operation) => affectedOperation(operation, variantAddress))}
    ${
      affectedCount > operations.length
        ? html`<li>and ${plural(affectedCount - operations.length, 'more operation')}</li>`
        : ''
    }
  </ul>`

const affectedOperation = (
  { id, name, requests, clients }: AffectedOperation,
  variantAddress: string,
): Html =>
  html`<li>
    <a href="${variantAddress}/operations/${id}">${name || 'an anonymous operation'}</a>,
    ${plural(requests, 'request')}, from
    ${clients.map((each) => `${client(each.name, each.version)} (${count(each.requests)})`).join(', ')}
  </li>`

/** A sentence whose names stand in backticks. */
export const withCode = (text: string): Html =>
  html`${text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`
