import { newId } from '@tradewind/service'
import { errorsOf } from '@tradewind/testkit'
import type { GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openApi, type Api } from './api.ts'
import { anOrder, aPaidOrder } from './shop.ts'

/** A member of staff. */
const aMember = () => ({ id: newId(), scopes: ['payments:read', 'payments:write'] })

let api: Api
let staff: GraphQLClient
/** A captured payment that no test may change. */
let untouched: Awaited<ReturnType<Api['shop']['payment']>>
beforeAll(async () => {
  api = await openApi()
  untouched = await capturedPayment()
  staff = await api.as(aMember())
})
afterAll(() => api.close())
beforeEach(() => api.shop.settle())

const fields = (error: string) => /* GraphQL */ `
  payment {
    id
    state
    refundedAmount { amount }
    capturedAmount { amount }
    voidedAmount { amount }
  }
  attempt { id outcome operation reason amount { amount } }
  errors {
    __typename
    ... on UserError { message path }
    ... on PaymentProviderDeclinedError { reason }
    ... on ${error}
  }
`
const EXCEEDS = fields('RefundExceedsCapturedError { refundable { amount } }')
const STATE = fields('PaymentStateError { state }')
const REFUND = `mutation ($input: RefundPaymentInput!) { result: refundPayment(input: $input) { ${EXCEEDS} } }`
const RETRY = `mutation ($input: RetryCaptureInput!) { result: retryCapture(input: $input) { ${STATE} } }`
const VOID = `mutation ($input: VoidPaymentInput!) { result: voidPayment(input: $input) { ${STATE} } }`

interface Result {
  payment: { id: string; state: string; refundedAmount: { amount: string } } | null
  attempt: { id: string; outcome: string } | null
  errors: { __typename: string; message: string; path: string[] | null }[]
}

const run = async (mutation: string, input: object, client = staff): Promise<Result> =>
  (await client.request<{ result: Result }>(mutation, { input })).result

const refund = (paymentId: string, input: object = {}, client = staff) =>
  run(REFUND, { paymentId, reason: 'The lid was cracked', idempotencyKey: newId(), ...input }, client)

const capturedPayment = async (terms = {}) => {
  const order = await aPaidOrder(api.shop, terms)
  return api.shop.payment(order.orderId)
}

const failedPayment = async (token: string, ending: 'shipped' | 'cancelled') => {
  const order = anOrder({ token })
  await api.shop.deliver(...order.requested)
  await (ending === 'shipped' ? api.shop.deliver(...order.shipped) : api.shop.deliver(...order.cancelled))
  for (const wait of [1_000, 2_000, 4_000]) {
    api.shop.pass(wait)
    await api.shop.deliverDue()
  }
  return api.shop.payment(order.orderId)
}

test('refunds all of it when no amount is given', async () => {
  const { id, orderId } = await capturedPayment()
  const result = await refund(id)
  expect(result).toMatchObject({
    payment: { id, state: 'REFUNDED', refundedAmount: { amount: '49.90' } },
    attempt: {
      operation: 'REFUND',
      outcome: 'APPROVED',
      reason: 'The lid was cracked',
      amount: { amount: '49.90' },
    },
    errors: [],
  })
  expect(await api.shop.published(orderId)).toEqual(['authorised', 'captured', 'refunded'])
})

test('refunds in parts until nothing is left', async () => {
  const { id, orderId } = await capturedPayment()
  expect(await refund(id, { amount: '20' })).toMatchObject({
    payment: { state: 'PARTIALLY_REFUNDED', refundedAmount: { amount: '20.00' } },
  })
  expect(await refund(id, { amount: '29.91' })).toMatchObject({
    payment: { state: 'PARTIALLY_REFUNDED' },
    attempt: null,
    errors: [{ __typename: 'RefundExceedsCapturedError', path: ['amount'], refundable: { amount: '29.90' } }],
  })
  expect(await refund(id, { amount: '29.90' })).toMatchObject({ payment: { state: 'REFUNDED' }, errors: [] })
  expect(await refund(id)).toMatchObject({
    errors: [{ __typename: 'RefundExceedsCapturedError', refundable: { amount: '0.00' } }],
  })
  const { ledger } = await api.shop.payment(orderId)
  expect(ledger.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['AUTHORISATION', 4990n],
    ['CAPTURE', 4990n],
    ['REFUND', 2000n],
    ['REFUND', 2990n],
  ])
})

test('concurrent refunds never give back more than was captured', async () => {
  const { id, orderId } = await capturedPayment({ amount: '1000' })
  const results = await Promise.all(Array.from({ length: 8 }, () => refund(id, { amount: '3.00' })))
  expect(results.filter(({ errors }) => errors.length === 0)).toHaveLength(3)
  expect(results.filter(({ errors }) => errors[0]?.__typename === 'RefundExceedsCapturedError')).toHaveLength(
    5,
  )
  expect(await api.shop.payment(orderId)).toMatchObject({ state: 'PARTIALLY_REFUNDED', refundedAmount: 900n })
})

test('the same key and input gets the first answer, at the same time and later', async () => {
  const { id, orderId } = await capturedPayment()
  const input = { amount: '10.00', idempotencyKey: newId() }
  const results = await Promise.all([refund(id, input), refund(id, input), refund(id, input)])
  const later = await refund(id, input)
  expect(new Set([...results, later].map(({ attempt }) => attempt?.id)).size).toBe(1)
  expect(later).toMatchObject({ attempt: { outcome: 'APPROVED' }, errors: [] })
  expect(await api.shop.payment(orderId)).toMatchObject({ refundedAmount: 1000n })

  const refusedInput = { amount: '49.90', idempotencyKey: newId() }
  const refused = await refund(id, refusedInput)
  await refund(id)
  expect((await refund(id, refusedInput)).errors).toEqual(refused.errors)
})

test('the same key with another input is a conflict; the same key of somebody else is not', async () => {
  const { id } = await capturedPayment()
  const idempotencyKey = newId()
  await refund(id, { amount: '1.00', idempotencyKey })
  const conflict = {
    errors: [{ __typename: 'IdempotencyConflict', path: ['idempotencyKey'] }],
    payment: null,
  }
  expect(await refund(id, { amount: '2.00', idempotencyKey })).toMatchObject(conflict)
  expect(await refund(id, { amount: '1.00', reason: 'another', idempotencyKey })).toMatchObject(conflict)
  expect(await run(RETRY, { paymentId: id, idempotencyKey })).toMatchObject(conflict)
  const colleague = await api.as(aMember())
  expect(await refund(id, { amount: '2.00', idempotencyKey }, colleague)).toMatchObject({ errors: [] })
})

test.each<[string, object, string[]]>([
  ['a negative amount', { amount: '-5.00' }, ['amount']],
  ['nothing', { amount: '0.00' }, ['amount']],
  ['more decimals than the currency has', { amount: '1.001' }, ['amount']],
  ['an astronomical amount', { amount: '9'.repeat(30) }, ['amount']],
  ['no reason', { reason: '  ' }, ['reason']],
  ['a reason of ten megabytes, or so', { reason: 'x'.repeat(501) }, ['reason']],
  ['a reason that cannot be stored', { reason: 'nul \0' }, ['reason']],
  ['an empty key', { idempotencyKey: '' }, ['idempotencyKey']],
  ['a huge key', { idempotencyKey: 'k'.repeat(201) }, ['idempotencyKey']],
])('refuses to refund with %s', async (_, input, path) => {
  const { id, orderId } = untouched
  expect(await refund(id, input)).toMatchObject({
    payment: null,
    attempt: null,
    errors: [{ __typename: 'InvalidInputError', path }],
  })
  expect(await api.shop.payment(orderId)).toMatchObject({ state: 'CAPTURED', refundedAmount: 0n })
})

test('names all faults of an input at once', async () => {
  const { errors } = await refund(newId(), { reason: '', idempotencyKey: '' })
  expect(errors.map(({ path }) => path)).toEqual([['idempotencyKey'], ['reason']])
})

test.each([1.5, 5, true, { amount: 5 }, ['5.00'], 'five', '1e3', '١٢'])(
  'refuses an amount that is no decimal string: %j',
  async (amount) => {
    const input = { paymentId: untouched.id, reason: 'r', idempotencyKey: newId(), amount }
    const [error] = await errorsOf(staff.request(REFUND, { input }))
    expect(error?.message).toMatch(/Decimal/)
  },
)

test.each([newId(), 'not an id', 'x'.repeat(100), ''])(
  'answers for the unknown payment %j that there is none',
  async (id) => {
    for (const mutation of [REFUND, RETRY, VOID]) {
      const input = { paymentId: id, idempotencyKey: newId(), ...(mutation !== RETRY && { reason: 'r' }) }
      expect(await run(mutation, input)).toMatchObject({
        payment: null,
        errors: [{ __typename: 'PaymentNotFoundError', path: ['paymentId'] }],
      })
    }
  },
)

test('lets only those refund, capture and void who may write payments', async () => {
  const order = await aPaidOrder(api.shop)
  const { id } = await api.shop.payment(order.orderId)
  const input = { paymentId: id, reason: 'r', idempotencyKey: newId() }
  const customer = await api.as({ id: order.customerId, roles: ['CUSTOMER'] })
  expect((await errorsOf(customer.request(REFUND, { input })))[0]?.extensions?.code).toBe('FORBIDDEN')
  expect((await errorsOf((await api.as()).request(REFUND, { input })))[0]?.extensions?.code).toBe(
    'UNAUTHENTICATED',
  )
  const reader = await api.as({ scopes: ['payments:read'] })
  for (const mutation of [REFUND, RETRY, VOID]) {
    const own = mutation === RETRY ? { paymentId: id, idempotencyKey: newId() } : input
    expect((await errorsOf(reader.request(mutation, { input: own })))[0]?.extensions?.code).toBe('FORBIDDEN')
  }
  expect(await api.shop.payment(order.orderId)).toMatchObject({ refundedAmount: 0n })
})

test('says so when the provider refuses a refund, and sets nothing aside for it', async () => {
  const { id, orderId } = await capturedPayment({ token: 'sandbox-refund-fails' })
  const declined = {
    payment: { state: 'CAPTURED' },
    attempt: { outcome: 'DECLINED' },
    errors: [{ __typename: 'PaymentProviderDeclinedError', reason: 'REFUSED' }],
  }
  const input = { idempotencyKey: newId() }
  expect(await refund(id, input)).toMatchObject(declined)
  expect(await refund(id, input)).toMatchObject(declined)
  expect((await api.shop.payment(orderId)).attempts).toHaveLength(3)
})

test('sets the amount of an undecided refund aside, and looks it up until it is decided', async () => {
  const { id, orderId } = await capturedPayment({ token: 'sandbox-refund-late' })
  expect(await refund(id, { amount: '40.00' })).toMatchObject({
    payment: { state: 'CAPTURED', refundedAmount: { amount: '0.00' } },
    attempt: { outcome: 'UNDECIDED' },
    errors: [],
  })
  expect(await refund(id, { amount: '10.00' })).toMatchObject({
    errors: [{ __typename: 'RefundExceedsCapturedError', refundable: { amount: '9.90' } }],
  })
  await api.shop.settle()
  expect(await api.shop.payment(orderId)).toMatchObject({
    state: 'PARTIALLY_REFUNDED',
    refundedAmount: 4000n,
  })
  expect(await api.shop.published(orderId)).toEqual(['authorised', 'captured', 'refunded'])
})

test('captures once more what could not be captured', async () => {
  const { id, orderId, state } = await failedPayment('sandbox-capture-fails', 'shipped')
  expect(state).toBe('CAPTURE_FAILED')
  expect(await run(RETRY, { paymentId: id, idempotencyKey: newId() })).toMatchObject({
    payment: { state: 'CAPTURE_FAILED' },
    attempt: { operation: 'CAPTURE', outcome: 'DECLINED' },
    errors: [{ __typename: 'PaymentProviderDeclinedError', reason: 'REFUSED' }],
  })
  // The customer's bank has thought better of it.
  await api.shop.prisma.sandboxTransaction.updateMany({ data: { behaviour: 'sandbox-approve' } })
  expect(await run(RETRY, { paymentId: id, idempotencyKey: newId() })).toMatchObject({
    payment: { state: 'CAPTURED', capturedAmount: { amount: '49.90' } },
    errors: [],
  })
  expect(await api.shop.published(orderId)).toContain('captured')
})

test('clears up an unanswered capture under its old key before it captures again', async () => {
  const { id, orderId, state } = await failedPayment('sandbox-capture-late', 'shipped')
  expect(state).toBe('CAPTURE_FAILED')
  api.shop.pass(60_000)
  expect(await run(RETRY, { paymentId: id, idempotencyKey: newId() })).toMatchObject({
    payment: { state: 'CAPTURED' },
    errors: [],
  })
  const { attempts } = await api.shop.payment(orderId)
  expect(attempts.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
    'AUTHORISE APPROVED',
    'CAPTURE APPROVED',
  ])
})

test('gives back what cannot be captured', async () => {
  const { id, orderId } = await failedPayment('sandbox-capture-fails', 'shipped')
  expect(await run(VOID, { paymentId: id, reason: 'Paid in cash', idempotencyKey: newId() })).toMatchObject({
    payment: { state: 'VOIDED', voidedAmount: { amount: '49.90' } },
    attempt: { operation: 'VOID', outcome: 'APPROVED', reason: 'Paid in cash' },
    errors: [],
  })
  expect(await api.shop.published(orderId)).toEqual(['authorised', 'capture-failed', 'voided'])
})

test('tries once more to give back what could not be given back', async () => {
  const { id, state } = await failedPayment('sandbox-void-fails', 'cancelled')
  expect(state).toBe('VOID_FAILED')
  const again = () => run(VOID, { paymentId: id, reason: 'r', idempotencyKey: newId() })
  expect(await again()).toMatchObject({
    payment: { state: 'VOID_FAILED' },
    errors: [{ __typename: 'PaymentProviderDeclinedError' }],
  })
  await api.shop.prisma.sandboxTransaction.updateMany({ data: { behaviour: 'sandbox-approve' } })
  expect(await again()).toMatchObject({ payment: { state: 'VOIDED' }, errors: [] })
})

test('does not void a payment whose unanswered capture took the money', async () => {
  const { id } = await failedPayment('sandbox-capture-late', 'shipped')
  api.shop.pass(60_000)
  expect(await run(VOID, { paymentId: id, reason: 'r', idempotencyKey: newId() })).toMatchObject({
    payment: { state: 'CAPTURED' },
    attempt: { operation: 'CAPTURE', outcome: 'APPROVED' },
    errors: [],
  })
})

test('captures and voids only what failed', async () => {
  const { id } = await capturedPayment()
  const refused = { errors: [{ __typename: 'PaymentStateError', path: ['paymentId'], state: 'CAPTURED' }] }
  expect(await run(RETRY, { paymentId: id, idempotencyKey: newId() })).toMatchObject(refused)
  const input = { paymentId: id, reason: 'r', idempotencyKey: newId() }
  expect(await run(VOID, input)).toMatchObject(refused)
  expect(await run(VOID, input)).toMatchObject(refused)
})

test('does not refund what was never captured', async () => {
  const order = anOrder()
  await api.shop.deliver(...order.requested)
  const { id } = await api.shop.payment(order.orderId)
  expect(await refund(id)).toMatchObject({
    payment: { state: 'AUTHORISED' },
    errors: [{ __typename: 'RefundExceedsCapturedError', refundable: { amount: '0.00' } }],
  })
})
