import { randomUUID } from 'node:crypto'
import type { GraphQLClient } from 'graphql-request'
import { clientOf, mustSucceed } from './client.ts'
import { SignInDocument, SignUpDocument } from './generated/operations.ts'

export interface Account {
  readonly id: string
  readonly email: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly client: GraphQLClient
}

/** Opens an account that nobody else uses. */
export async function newCustomer(graphqlUrl: string): Promise<Account> {
  const email = `customer-${randomUUID()}@example.com`
  const { signUp } = await clientOf(graphqlUrl).request(SignUpDocument, {
    input: { email, name: 'A Customer', password: 'a long enough password' },
  })
  mustSucceed(signUp.errors)
  return toAccount(graphqlUrl, email, signUp.session!)
}

/** Signs in to an account that is there. */
export async function signIn(
  graphqlUrl: string,
  input: { email: string; password: string },
): Promise<Account> {
  const { signIn: outcome } = await clientOf(graphqlUrl).request(SignInDocument, { input })
  mustSucceed(outcome.errors)
  return toAccount(graphqlUrl, input.email, outcome.session!)
}

function toAccount(
  graphqlUrl: string,
  email: string,
  session: { accessToken: string; refreshToken: string; customer: { id: string } },
): Account {
  const { accessToken, refreshToken, customer } = session
  return { id: customer.id, email, accessToken, refreshToken, client: clientOf(graphqlUrl, accessToken) }
}
