import { html, moment, type Html } from '@tradewind/staff'
import type { ClientRequests, OperationOfCoordinate } from '../../data/pages/fields.ts'
import { variantPath, withQuery } from '../addresses.ts'
import { variantPage } from '../frame.ts'
import { badge, client, empty, heading, number, numberHeading, table } from '../parts.ts'
import { periodName } from './period.ts'
import type { SchemaField } from './schema-fields.ts'

interface FieldView {
  readonly graph: string
  readonly variant: string
  readonly days: number
  readonly coordinate: string
  /** Null when the current schema has no such thing (any more). */
  readonly field: SchemaField | null
  readonly clients: readonly ClientRequests[]
  readonly operations: readonly OperationOfCoordinate[]
}

/** Who uses a field. */
export function fieldPage({ graph, variant, days, coordinate, field, ...used }: FieldView): string {
  const path = variantPath(graph, variant)
  return variantPage(
    { graph, variant, tab: 'fields' },
    coordinate,
    html`<p>
        ${
          field
            ? html`${field.kind}${field.type ? html` of type <code>${field.type}</code>` : ''}`
            : 'The current schema does not have it.'
        }
        ${field?.deprecated == null ? '' : html`${badge('warn', 'deprecated')} ${field.deprecated}`}
      </p>
      <h2>Clients in ${periodName(days)}</h2>
      ${
        used.clients.length > 0
          ? clientTable(used.clients)
          : empty(
              'No client used it. As long as routers report usage, it can be removed and checks will pass.',
            )
      }
      <h2>Operations</h2>
      ${
        used.operations.length > 0
          ? table(
              [heading('Operation'), numberHeading('Requests')],
              used.operations.map(
                ({ id, name, requests }) =>
                  html`<tr>
                    <td>
                      <a href="${withQuery(`${path}/operations/${id}`, { days })}">${name || 'anonymous'}</a>
                    </td>
                    ${number(requests)}
                  </tr>`,
              ),
            )
          : html`<p class="quiet">None.</p>`
      }`,
  )
}

export const clientTable = (clients: readonly (ClientRequests & { readonly errors?: number })[]): Html =>
  table(
    [
      heading('Client'),
      numberHeading('Requests'),
      ...(clients[0]?.errors === undefined ? [] : [numberHeading('With errors')]),
      heading('Last seen'),
    ],
    clients.map(
      ({ name, version, requests, errors, lastSeen }) =>
        html`<tr>
          <td>${client(name, version)}</td>
          ${number(requests)} ${errors === undefined ? '' : number(errors)}
          <td>before ${moment(lastSeen)}</td>
        </tr>`,
    ),
  )
