import type { Overtaking } from './overtaking.ts'
import type { Step } from './steps.ts'

const to = (at: string, what: string): Step => ({ do: 'deliver the', at, what })
const place = (token: string): Step => ({
  do: 'place',
  customer: 0,
  lines: [{ variant: 0, quantity: 2 }],
  token,
})
/** All that is free of the first variant is lost. */
const lose: Step = { do: 'lose', variant: 0 }
const cancel: Step = { do: 'cancel as customer', order: 0 }
const ship: Step = { do: 'ship', order: 0 }
const notify: Step = { do: 'notify' }

const toReserved = [to('inventory', 'order.placed')]
const toRequested = [...toReserved, to('ordering', 'stock.reserved')]
const toPaid = [...toRequested, to('payments', 'order.payment-requested')]
const toAuthorised = [...toPaid, to('ordering', 'payment.authorised')]
const toCommitted = [...toAuthorised, to('inventory', 'order.authorised')]
const toConfirmed = [...toCommitted, to('ordering', 'stock.committed')]
const expire = to('inventory', 'stock.reservation-due')
/** Paid, but the reservation ran out meanwhile and the stock is gone. */
const toCommitRejected = [...toAuthorised, expire, lose, to('inventory', 'order.authorised')]

type Way = readonly [late: string, token: string, ...steps: Step[]]

const overtaking = (at: Overtaking['at'], early: string, ...ways: Way[]): Overtaking[] =>
  ways.map(([late, token, ...steps]) => ({ at, early, late, way: [place(token), ...steps] }))

const approve = 'sandbox-approve'
const decline = 'sandbox-decline'

const timeOut = (step: string): Step => to('ordering', `order.step-due ${step}`)
const expired = to('ordering', 'stock.reservation-expired')
const cancelledAtInventory = [cancel, to('inventory', 'order.cancelled')]
const cancelledAtPayments = [cancel, to('payments', 'order.cancelled')]

/** The events that can meet the wrong way round, by the subgraph where they meet, and how they do. */
export const overtakings: readonly Overtaking[] = [
  ...overtaking(
    'ordering',
    'order.step-due PLACED',
    ['stock.reserved', approve, ...toReserved, timeOut('PLACED')],
    ['stock.reservation-rejected', approve, lose, ...toReserved, timeOut('PLACED')],
  ),
  ...overtaking(
    'ordering',
    'order.step-due RESERVED',
    ['payment.authorised', approve, ...toPaid, timeOut('RESERVED')],
    ['payment.declined', decline, ...toPaid, timeOut('RESERVED')],
  ),
  ...overtaking(
    'ordering',
    'order.step-due AUTHORISED',
    ['stock.committed', approve, ...toCommitted, timeOut('AUTHORISED')],
    ['stock.commit-rejected', approve, ...toCommitRejected, timeOut('AUTHORISED')],
  ),
  ...overtaking(
    'ordering',
    'order.cancelled',
    ['stock.reserved', approve, ...toReserved, cancel],
    ['stock.reservation-rejected', approve, lose, ...toReserved, cancel],
    ['stock.reservation-expired', approve, ...toRequested, expire, cancel],
    ['payment.authorised', approve, ...toPaid, cancel],
    ['payment.declined', decline, ...toPaid, cancel],
    ['stock.committed', approve, ...toCommitted, cancel],
    ['stock.commit-rejected', approve, ...toCommitRejected, cancel],
  ),
  ...overtaking(
    'ordering',
    'stock.reservation-expired',
    ['stock.reserved', approve, ...toReserved, expire, expired],
    ['payment.authorised', approve, ...toPaid, expire, expired],
  ),
  ...overtaking('ordering', 'payment.authorised', [
    'stock.reservation-expired',
    approve,
    ...toPaid,
    expire,
    to('ordering', 'payment.authorised'),
  ]),
  ...overtaking('ordering', 'stock.committed', [
    'stock.reservation-expired',
    approve,
    ...toRequested,
    expire,
    ...toConfirmed.slice(2),
  ]),
  ...overtaking(
    'inventory',
    'order.cancelled',
    ['order.placed', approve, ...cancelledAtInventory],
    ['order.authorised', approve, ...toAuthorised, ...cancelledAtInventory],
    ['stock.reservation-due', approve, ...toReserved, ...cancelledAtInventory],
  ),
  ...overtaking(
    'inventory',
    'stock.reservation-due',
    ['order.authorised', approve, ...toAuthorised, expire],
    ['order.rejected', decline, ...toPaid, to('ordering', 'payment.declined'), expire],
  ),
  ...overtaking(
    'payments',
    'order.cancelled',
    ['order.payment-requested', approve, ...toRequested, ...cancelledAtPayments],
    ['payment.check-due', 'sandbox-time-out', ...toPaid, ...cancelledAtPayments],
    ['payment.notified', 'sandbox-twice', ...toPaid, ...cancelledAtPayments],
    ['payment.step-due', 'sandbox-late', ...toPaid, ...cancelledAtPayments],
  ),
  ...overtaking(
    'payments',
    'order.rejected',
    [
      'payment.check-due',
      'sandbox-late-decline',
      ...toPaid,
      notify,
      to('payments', 'payment.notified'),
      to('ordering', 'payment.declined'),
      to('payments', 'order.rejected'),
    ],
    [
      'payment.notified',
      'sandbox-twice',
      ...toCommitRejected,
      to('ordering', 'stock.commit-rejected'),
      to('payments', 'order.rejected'),
    ],
  ),
  ...overtaking(
    'payments',
    'order.shipped',
    [
      'payment.check-due',
      'sandbox-late',
      ...toPaid,
      notify,
      to('payments', 'payment.notified'),
      ...toConfirmed.slice(3),
      ship,
      to('payments', 'order.shipped'),
    ],
    ['payment.notified', 'sandbox-twice', ...toConfirmed, ship, to('payments', 'order.shipped')],
  ),
]
