import type { GraphQLClient } from 'graphql-request'
import { mustSucceed, shopClient } from './client.ts'
import {
  DemoAddAddressDocument,
  DemoSetRolesDocument,
  DemoSignInDocument,
  DemoSignUpDocument,
} from './generated/operations.ts'
import { customers, DEMO_PASSWORD, staff } from './people.ts'

export interface Credentials {
  readonly email: string
  readonly password: string
}

export interface SignedIn {
  readonly id: string
  readonly client: GraphQLClient
}

/** Signs in through the router. */
export async function signIn(graphqlUrl: string, { email, password }: Credentials): Promise<SignedIn> {
  const { signIn: outcome } = await shopClient(graphqlUrl).request(DemoSignInDocument, {
    input: { email, password },
  })
  mustSucceed(`sign in ${email}`, outcome.errors)
  const { accessToken, customer } = outcome.session!
  return { id: customer.id, client: shopClient(graphqlUrl, accessToken) }
}

/** Opens the demo accounts, or signs in to those that are there; gives the staff and the customers by e-mail. */
export async function seedAccounts(
  graphqlUrl: string,
  admin: Credentials,
): Promise<{ staff: SignedIn; customers: Map<string, SignedIn> }> {
  const signedInAdmin = await signIn(graphqlUrl, admin)
  const member = await signUp(graphqlUrl, staff.email, staff.name)
  const { setRoles } = await signedInAdmin.client.request(DemoSetRolesDocument, {
    input: { customerId: member.id, roles: ['CUSTOMER', 'STAFF'] },
  })
  mustSucceed('make a member of staff', setRoles.errors)

  const people = new Map<string, SignedIn>()
  for (const { email, name, address } of customers) {
    const customer = await signUp(graphqlUrl, email, name)
    people.set(email, customer)
    if (!customer.isNew) continue
    const { addAddress } = await customer.client.request(DemoAddAddressDocument, {
      input: { recipient: name, ...address },
    })
    mustSucceed('add an address', addAddress.errors)
  }
  // Signed in anew, for a token that has the scopes of the new role.
  return {
    staff: await signIn(graphqlUrl, { email: staff.email, password: DEMO_PASSWORD }),
    customers: people,
  }
}

async function signUp(
  graphqlUrl: string,
  email: string,
  name: string,
): Promise<SignedIn & { isNew: boolean }> {
  const input = { email, name, password: DEMO_PASSWORD }
  const { signUp: outcome } = await shopClient(graphqlUrl).request(DemoSignUpDocument, { input })
  mustSucceed(`sign up ${email}`, outcome.errors, ['EmailInUseError'])
  const { session } = outcome
  if (!session) return { ...(await signIn(graphqlUrl, { email, password: DEMO_PASSWORD })), isNew: false }
  return { id: session.customer.id, client: shopClient(graphqlUrl, session.accessToken), isNew: true }
}
