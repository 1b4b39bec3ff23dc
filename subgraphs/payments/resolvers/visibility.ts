import { hasScope, type Viewer } from '@tradewind/service'
import type { PaymentView } from '../data/loaders.ts'

/** The payment, if the viewer may see it: its customer and staff may. For anyone else there is none. */
export const visibleTo = (viewer: Viewer | null, payment: PaymentView | null): PaymentView | null =>
  payment && (viewer?.id === payment.customerId || hasScope(viewer, 'payments:read')) ? payment : null
