import { KEY_HEADER, type Registry } from '../registry-client/registry.ts'
import type { Report } from './reports.ts'

const TIMEOUT_MS = 10_000

/** What the registry would say again to the same report: there is no use in sending it once more. */
const finalStatuses = new Set([400, 413, 422])

/**
 * Sends a report; gives whether the registry accepts it or refuses it for good. Throws a sentence when it may be
 * worth trying again, with the same id, so that it counts once if the registry has it already.
 */
export async function sendReport(
  { body }: Report,
  { url, key }: Registry,
  signal: AbortSignal,
): Promise<'accepted' | 'refused'> {
  const response = await fetch(`${url}/usage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', [KEY_HEADER]: key },
    body: new Uint8Array(body),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  })
  await response.body?.cancel()
  if (response.ok) return 'accepted'
  if (finalStatuses.has(response.status)) return 'refused'
  throw new Error(`It answered with HTTP status ${response.status}.`)
}
