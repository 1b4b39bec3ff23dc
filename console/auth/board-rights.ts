import type { Session } from '@tradewind/staff'

/** Make up an event, or change one that another part wrote: nobody's to do. */
const FORGES = /\/(add|update-data)$|\/job-schedulers\//
/** Retry, remove, empty, obliterate: done on the page of failed events, which records who did it and why. */
const DECIDES = /\/(retry|clean|empty|obliterate)(\/|$)/

/**
 * Why something may not be done through bull-board, or null when it may.
 * @param route the route that was found, with its placeholders
 */
export function boardRefusal(method: string, route: string, session: Session): string | null {
  if (!route.startsWith('/queues/api/') || method === 'GET' || method === 'HEAD') return null
  if (FORGES.test(route)) return 'Events come from the shop alone.'
  if (DECIDES.test(route)) return 'Retry and discard events on the page "Failed events", which records it.'
  return session.mayWrite ? null : 'This account may look, but not change anything.'
}
