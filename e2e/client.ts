import { GraphQLClient } from 'graphql-request'

/** A client of the one endpoint, signed in when it has an access token. */
export const clientOf = (graphqlUrl: string, accessToken?: string): GraphQLClient =>
  new GraphQLClient(graphqlUrl, {
    headers: {
      'apollographql-client-name': 'tradewind-e2e',
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
    },
  })

/** The payload's refusals as one sentence; throws it unless there are none. */
export function mustSucceed(errors: readonly { message?: string }[]): void {
  if (errors.length > 0) throw new Error(errors.map((error) => error.message).join(' '))
}

export const anAddress = {
  name: 'Ada Quayle',
  line1: 'Harbour Road 7',
  city: 'Galway',
  postalCode: 'H91 X2Y3',
  countryCode: 'IE',
}
