import { messagePage } from '@tradewind/staff'
import { site } from './layout.ts'

/** A page that says why nothing was done about failed events. */
export const refusalPage = (message: string): string =>
  messagePage(site, message, {
    title: 'Failed events',
    back: { path: '/failed-events', label: 'Back to the failed events' },
  })
