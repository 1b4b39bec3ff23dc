import { html, moment, type Html } from '@tradewind/staff'
import type { AuditEntry } from '../../data/generated/client.ts'
import { graphPath, withQuery } from '../addresses.ts'
import { graphPage } from '../frame.ts'
import { empty, heading, pageOf, pager, table } from '../parts.ts'

export const AUDIT_SHOWN = 100

/** Who changed what about a graph; `rows` holds one more than is shown when there are older ones. */
export function auditPage(graph: string, rows: readonly AuditEntry[], isFirst: boolean): string {
  const path = `${graphPath(graph)}/audit`
  const { shown, last } = pageOf(rows, AUDIT_SHOWN)
  return graphPage(
    { graph, tab: 'audit' },
    'Audit',
    shown.length === 0
      ? empty('Nothing is on record yet. Whatever is published, rolled back, created or revoked comes here.')
      : html`${table([heading('When'), heading('Who'), heading('What'), heading('Of')], shown.map(auditRow))}
        ${pager(path, isFirst, last && withQuery(path, { before: last.id }))}`,
  )
}

const auditRow = ({ at, who, action, detail }: AuditEntry): Html =>
  html`<tr>
    <td>${moment(at)}</td>
    <td>${who}</td>
    <td>${action}</td>
    <td>${details(detail)}</td>
  </tr>`

const details = (detail: AuditEntry['detail']): string =>
  Object.entries((detail ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
