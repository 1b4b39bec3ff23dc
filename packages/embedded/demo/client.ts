import { GraphQLClient } from 'graphql-request'

/** A client of the shop's one endpoint, signed in when it has an access token. */
export const shopClient = (graphqlUrl: string, accessToken?: string): GraphQLClient =>
  new GraphQLClient(graphqlUrl, {
    headers: {
      'apollographql-client-name': 'tradewind-demo',
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
    },
  })

interface Refusal {
  readonly __typename?: string
  readonly message?: string
}

/** Throws what a payload's `errors` say, unless they are all of the kinds that do not matter here. */
export function mustSucceed(what: string, errors: readonly Refusal[], except: readonly string[] = []): void {
  const serious = errors.filter((error) => !except.includes(error.__typename ?? ''))
  if (serious.length > 0) {
    throw new Error(`The demo shop cannot ${what}: ${serious.map((error) => error.message).join(' ')}`)
  }
}

/** Runs work on every item, a few at a time. */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const run = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: width }, run))
}
