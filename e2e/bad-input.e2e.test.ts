import { randomUUID } from 'node:crypto'
import { errorsOf } from '@tradewind/testkit'
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { newCustomer, signIn, type Account } from './accounts.ts'
import { clientOf } from './client.ts'
import {
  CancelOrderDocument,
  OrderDocument,
  PlaceOrderDocument,
  ProductByHandleDocument,
  RefreshSessionDocument,
  UnpublishProductDocument,
} from './generated/operations.ts'
import { anOrder, orderAt, placeOrder, putOnSale, type OnSale } from './shop-floor.ts'

/** What must be refused at the one endpoint; each subgraph's own tests go through the rest of it. */
describe('refused at the endpoint', () => {
  const { graphqlUrl, admin } = inject('system')
  let staff: Account
  let ada: Account
  let mallory: Account
  let thing: OnSale

  beforeAll(async () => {
    staff = await signIn(graphqlUrl, admin)
    ;[ada, mallory, thing] = await Promise.all([
      newCustomer(graphqlUrl),
      newCustomer(graphqlUrl),
      putOnSale(staff.client, 50),
    ])
    // Once this goes through, ordering knows the product.
    await placeOrder(ada.client, anOrder(thing.variantId))
  })

  const refusals = async (input: Parameters<typeof anOrder>[1]): Promise<string[]> => {
    const { placeOrder: outcome } = await ada.client.request(PlaceOrderDocument, {
      input: anOrder(thing.variantId, input),
    })
    expect(outcome.order).toBeNull()
    return outcome.errors.map(({ __typename }) => __typename ?? '')
  }

  test.each([
    ['an order of nothing', { lines: [] }, 'EmptyOrderError'],
    ['a quantity of zero', { lines: [{ variantId: randomUUID(), quantity: 0 }] }, 'InvalidInputError'],
    ['a negative quantity', { lines: [{ variantId: randomUUID(), quantity: -1 }] }, 'InvalidInputError'],
    ['an unknown variant', { lines: [{ variantId: randomUUID(), quantity: 1 }] }, 'ProductUnavailableError'],
    ['a currency without a price', { currencyCode: 'JPY' }, 'PriceUnavailableError'],
    ['a huge string', { paymentToken: 'x'.repeat(100_000) }, 'InvalidInputError'],
  ])('%s', async (_, input, expected) => {
    expect(await refusals(input)).toContain(expected)
  })

  test('a price that has changed since the customer saw it', async () => {
    const lines = [{ variantId: thing.variantId, quantity: 1, expectedUnitPrice: '9.99' }]
    expect(await refusals({ lines })).toEqual(['PriceChangedError'])
  })

  test('a value of the wrong type, with a code and without insides', async () => {
    const [error] = await errorsOf(
      ada.client.request(
        'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } } }',
        {
          input: { ...anOrder(thing.variantId), lines: 'everything' },
        },
      ),
    )
    expect(error?.extensions?.['code']).toBe('BAD_USER_INPUT')
    expect(JSON.stringify(error)).not.toMatch(/node_modules|at Object/)
  })

  test('the same idempotency key with another input; with the same input it gives the first order', async () => {
    const input = anOrder(thing.variantId)
    const first = await placeOrder(ada.client, input)
    expect((await placeOrder(ada.client, input)).id).toBe(first.id)
    const { placeOrder: other } = await ada.client.request(PlaceOrderDocument, {
      input: { ...input, lines: [{ variantId: thing.variantId, quantity: 2 }] },
    })
    expect(other).toMatchObject({ order: null, errors: [{ __typename: 'IdempotencyConflict' }] })
  })

  test("another customer's order: it is not found, and cannot be cancelled", async () => {
    const { id } = await placeOrder(ada.client, anOrder(thing.variantId))
    expect(await mallory.client.request(OrderDocument, { id })).toEqual({ order: null })
    const { cancelOrder } = await mallory.client.request(CancelOrderDocument, {
      input: { orderId: id, idempotencyKey: randomUUID() },
    })
    expect(cancelOrder).toMatchObject({ order: null, errors: [{ __typename: 'OrderNotFoundError' }] })
    // Not through the other subgraphs that know the order either.
    const entity = `query ($id: ID!) { order(id: $id) { payment { id } } }`
    expect(await mallory.client.request(entity, { id })).toEqual({ order: null })
  })

  test('what is for staff, to a customer and to nobody', async () => {
    const query = '{ orders(first: 1) { nodes { id } } }'
    for (const client of [ada.client, clientOf(graphqlUrl)]) {
      expect((await errorsOf(client.request(query)))[0]?.extensions?.['code']).toBe(
        'UNAUTHORIZED_FIELD_OR_TYPE',
      )
    }
  })

  test('an order of nobody', async () => {
    const request = clientOf(graphqlUrl).request(PlaceOrderDocument, { input: anOrder(thing.variantId) })
    expect((await errorsOf(request))[0]?.extensions?.['code']).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
  })

  test('a token signed by another key, and one whose payload was changed', async () => {
    const claims = decodeJwt(ada.accessToken)
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
    const { x } = await exportJWK(publicKey)
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: x! }).sign(privateKey)
    const [header, , signature] = ada.accessToken.split('.')
    const promoted = Buffer.from(JSON.stringify({ ...claims, scope: 'orders:read' })).toString('base64url')
    for (const token of [forged, `${header}.${promoted}.${signature}`, 'nonsense']) {
      const [error] = await errorsOf(clientOf(graphqlUrl, token).request('{ me { id } }'))
      expect(error?.extensions?.['code']).toBe('UNAUTHENTICATED')
    }
  })

  test('a refresh token used twice: its whole session ends', async () => {
    const eve = await newCustomer(graphqlUrl)
    const refresh = async (refreshToken: string) => {
      const { refreshSession } = await clientOf(graphqlUrl).request(RefreshSessionDocument, {
        input: { refreshToken },
      })
      return refreshSession
    }
    const second = await refresh(eve.refreshToken)
    expect(second.session).not.toBeNull()
    expect((await refresh(eve.refreshToken)).session).toBeNull()
    expect((await refresh(second.session!.refreshToken)).session).toBeNull()
  })

  test('the last piece to two customers at once: one gets it, the other is told', async () => {
    const last = await putOnSale(staff.client, 1)
    const placed = await Promise.all(
      [ada, mallory].map(async ({ client }) => {
        const { id } = await placeOrder(client, anOrder(last.variantId))
        return orderAt(client, id, 'CONFIRMED', 'REJECTED')
      }),
    )
    expect(placed.map(({ status }) => status).toSorted()).toEqual(['CONFIRMED', 'REJECTED'])
    expect(placed.find(({ status }) => status === 'REJECTED')?.rejection).toEqual({
      reason: 'OUT_OF_STOCK',
      message: expect.any(String),
    })
  })

  test('an unpublished product, to see and to order', async () => {
    const hidden = await putOnSale(staff.client, 5)
    await placeOrder(ada.client, anOrder(hidden.variantId))
    await staff.client.request(UnpublishProductDocument, { input: { id: hidden.productId } })
    expect(await ada.client.request(ProductByHandleDocument, { handle: hidden.handle })).toEqual({
      product: null,
    })
    expect(
      (await staff.client.request(ProductByHandleDocument, { handle: hidden.handle })).product,
    ).not.toBeNull()
    await expect
      .poll(
        async () => {
          const { placeOrder: outcome } = await ada.client.request(PlaceOrderDocument, {
            input: anOrder(hidden.variantId),
          })
          return outcome.errors.map(({ __typename }) => __typename)
        },
        { timeout: 30_000 },
      )
      .toEqual(['ProductUnavailableError'])
  })

  test('a query nested too deeply', async () => {
    const depth = 40
    const query = `{ product(handle: "x") { ${'variants { product { '.repeat(depth)} id ${'} }'.repeat(depth)} } }`
    const [error] = await errorsOf(clientOf(graphqlUrl).request(query))
    expect(error?.extensions?.['code']).toMatch(/DEPTH|LIMIT|TOKEN/)
  })
})
