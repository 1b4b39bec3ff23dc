import { Pool } from 'undici'

/** A product's page in the demo shop, as everybody sees it, and staff who can change its price. */
export interface BenchedShop {
  /** The page as text; with `signedIn` it is never one that was kept. */
  readPage(signedIn?: boolean): Promise<string>
  /** Sets the price of the product's first variant in euros. */
  setPrice(amount: string): Promise<void>
}

interface Answered<Data> {
  readonly data: Data
  readonly errors?: readonly { readonly message: string }[]
}

const first = `{ products(first: 1) { nodes { id variants { id } } } }`
const page = `query Page($id: ID!) {
  product(id: $id) {
    id title description
    brand { name }
    images { url alt }
    variants { id title price(currency: "EUR") { amount currencyCode } availability { available } }
  }
}`
const setPrices = `mutation Reprice($input: SetPricesInput!) {
  setPrices(input: $input) { errors { ... on UserError { message } } }
}`
const signIn = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { session { accessToken } errors { ... on UserError { message } } }
}`

export async function openShop(
  graphqlUrl: string,
  admin: { readonly email: string; readonly password: string },
): Promise<BenchedShop> {
  const { origin, pathname } = new URL(graphqlUrl)
  const pool = new Pool(origin, { connections: 32 })

  async function send(query: string, variables: object = {}, token?: string): Promise<string> {
    const { body } = await pool.request({
      path: pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    })
    return body.text()
  }
  async function ask<Data>(query: string, variables?: object, token?: string): Promise<Data> {
    const { data, errors = [] } = JSON.parse(await send(query, variables, token)) as Answered<Data>
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join(' '))
    return data
  }

  const input = { email: admin.email, password: admin.password }
  const { signIn: signedIn } = await ask<{ signIn: { session: { accessToken: string } } }>(signIn, { input })
  const { accessToken } = signedIn.session
  const { products } = await ask<{ products: { nodes: { id: string; variants: { id: string }[] }[] } }>(first)
  const { id, variants } = products.nodes[0]!
  return {
    readPage: (asStaff = false) => send(page, { id }, asStaff ? accessToken : undefined),
    async setPrice(amount) {
      const prices = [{ currencyCode: 'EUR', amount }]
      const changed = { productId: id, variants: [{ variantId: variants[0]!.id, prices }] }
      const { setPrices: outcome } = await ask<{ setPrices: { errors: { message: string }[] } }>(
        setPrices,
        { input: changed },
        accessToken,
      )
      if (outcome.errors[0]) throw new Error(outcome.errors[0].message)
    },
  }
}
