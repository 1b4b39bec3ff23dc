import { createLogger, startSubgraph } from '@tradewind/service'
import type { Running } from '@tradewind/service'
import { createTokenIssuer, eventually, testEnvironment, type TokenIssuer } from '@tradewind/testkit'
import { GraphQLError } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stripSecurityDirectives } from '../supergraph/security-directives.ts'
import { productsResolvers } from './fixtures/resolvers.ts'
import { ROUTER_SECRET } from './fixtures/router.ts'
import { startShop, type Shop } from './fixtures/shop.ts'

// The products subgraph on the chassis that every real subgraph stands on, and not where the supergraph says.
let issuer: TokenIssuer
let products: Running
let shop: Shop
beforeAll(async () => {
  issuer = await createTokenIssuer()
  products = await startSubgraph({
    name: 'products',
    environment: testEnvironment({ issuer, routerSecret: ROUTER_SECRET }),
    logger: createLogger('products', 'silent'),
    schema: new URL('fixtures/products.graphql', import.meta.url),
    resolvers: { ...productsResolvers, Query: { ...productsResolvers.Query, whoAmI, failure } },
    context: (request) => request,
    health: {},
  })
  shop = await startShop({ JWKS_URL: issuer.jwksUrl, SUBGRAPH_URLS: `products=${products.url}/graphql` })
})
afterAll(async () => {
  await shop.stop()
  await products.stop()
  await issuer.stop()
})

const whoAmI = (_: unknown, _arguments: unknown, { viewer }: { viewer: { id: string } | null }) => viewer?.id
const failure = () => {
  throw new GraphQLError('first must be at least 1', { extensions: { code: 'BAD_USER_INPUT' } })
}
const signedIn = async (scopes: string[]): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await issuer.sign({ id: '0198b7e0-0000-7000-8000-00000000beef', scopes })}`,
})

test('a subgraph takes the router for what it is and the viewer for who they are', async () => {
  expect((await shop.query('{ whoAmI }')).data).toEqual({ whoAmI: null })
  expect((await shop.query('{ whoAmI }', {}, await signedIn([]))).data).toEqual({
    whoAmI: '0198b7e0-0000-7000-8000-00000000beef',
  })
  expect(shop.products.received).toEqual([])
})

test('what takes a sign-in or a scope is refused by the subgraph itself where the router lets it pass', async () => {
  // A supergraph without the directives, as a router of another make would have it.
  await shop.writeSupergraph(stripSecurityDirectives(shop.supergraph))
  const query = '{ secret product(id: 1) { title available cost(currency: EUR) } }'
  const codes = async (headers: Record<string, string> = {}) => {
    const { data, errors } = await shop.query(query, {}, headers)
    return { data, errors: errors?.map(({ path, extensions }) => [path?.join('.'), extensions?.['code']]) }
  }
  await eventually(async () => {
    expect(await codes()).toEqual({
      data: { secret: null, product: { title: 'Enamel kettle', available: 4, cost: null } },
      errors: [
        ['secret', 'UNAUTHENTICATED'],
        ['product.cost', 'UNAUTHENTICATED'],
      ],
    })
  })
  expect(await codes(await signedIn([]))).toMatchObject({
    data: { secret: 'the secret' },
    errors: [['product.cost', 'FORBIDDEN']],
  })
  expect((await codes(await signedIn(['catalog:write']))).errors).toBeUndefined()
})

test('what a subgraph tells the client to mend comes through', async () => {
  const { data, errors } = await shop.query('{ failure }')
  expect(data).toEqual({ failure: null })
  expect(errors).toEqual([
    { message: 'first must be at least 1', path: ['failure'], extensions: { code: 'BAD_USER_INPUT' } },
  ])
})
