import type { AffectedOperation, ChangeFinding } from './types.ts'

/** As many operations, and clients of each, as a line of a terminal takes. */
const OPERATIONS = 3
const CLIENTS = 3

/** A change as rover prints it: with the operations that it breaks and the clients that send them. */
export function summaryOf({ description, affected, affectedCount }: ChangeFinding): string {
  if (affectedCount === 0) return description
  const named = affected.slice(0, OPERATIONS).map(nameOf)
  const more = affectedCount - named.length
  return `${description} Breaks ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
}

function nameOf({ id, name, clients }: AffectedOperation): string {
  const senders = clients
    .slice(0, CLIENTS)
    .map((client) => `${client.name || 'unnamed'} ${client.version}`.trim())
  const more = clients.length > CLIENTS ? ', …' : ''
  return `${name || `operation ${id.slice(0, 8)}`} (${senders.join(', ')}${more})`
}
