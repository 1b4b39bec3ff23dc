import { createTokenIssuer } from '@tradewind/testkit'
import { attacks, times } from '../../router/test/fixtures/attacks.ts'

/** What is sent of a pattern, anew each time: what the router remembers of one request is to be no help with the next. */
export interface Pattern {
  readonly name: string
  readonly body: (index: number) => string
  readonly headers?: Readonly<Record<string, string>>
  /** A raw request in place of a body. */
  readonly raw?: string
}

const ordinary = '{ products { id title available } product(id: 1) { title available } }'
const json = (query: string, variables?: unknown): string => JSON.stringify({ query, variables })

/** What the attacks are compared with: an operation that the router knows, and one that it sees for the first time. */
export const baseline: Pattern = { name: 'an ordinary query', body: () => json(ordinary) }
const unseen: Pattern = {
  name: 'an ordinary query, never seen before',
  body: (i) => json(`${ordinary} # ${i}`),
}

const smuggling =
  'POST /graphql HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n' +
  'content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'

/** Every pattern there is a test of in router/test/attacks.int.test.ts, and what goes by other ways than a query's text. */
export async function patterns(issuer: string): Promise<Pattern[]> {
  const somebodyElse = await createTokenIssuer()
  const forged = await somebodyElse.sign({ scopes: ['catalog:write'] })
  await somebodyElse.stop()
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const none = `${part({ alg: 'none' })}.${part({ sub: '1', iss: issuer, aud: 'tradewind' })}.`
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  return [
    unseen,
    ...attacks.map(([name, query]): Pattern => ({ name, body: (i) => json(`${query} # ${i}`) })),
    {
      name: 'aliases within the limits',
      body: (i) => json(`{ ${times(20, (k) => `a${i}_${k}: product(id: 1) { title }`)} }`),
    },
    {
      name: 'a batch of a thousand',
      body: () => JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: ordinary }))),
    },
    { name: 'a body that is too large', body: () => json(ordinary, 'x'.repeat(3_000_000)) },
    {
      name: 'variables nested deeply',
      body: () => `{"query":"{ locations }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    },
    {
      name: 'fifty thousand wrong variables',
      body: () =>
        json('query ($c: [Currency!]!) { product(id: 1) { cost(currency: $c) } }', {
          c: Array.from({ length: 50_000 }, () => ({})),
        }),
    },
    { name: 'a token that somebody else signed', body: () => json(ordinary), headers: bearer(forged) },
    { name: 'a token with alg none', body: () => json(ordinary), headers: bearer(none) },
    { name: 'a request with two lengths', body: () => '', raw: smuggling },
  ]
}
