import { GraphQLError } from 'graphql'
import type { RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'

/**
 * Answers a request whose parameters cannot be read as the client's mistake, with status 400 whatever it accepts: what
 * is not JSON is no GraphQL request yet, and no part of the specification wants 200 for it.
 */
export function getParameters(): RouterPlugin {
  return {
    onRequestParse({ request: { method }, requestParser, setRequestParser }) {
      if (!requestParser || (method !== 'GET' && method !== 'POST')) return
      setRequestParser(async (request) => {
        try {
          return await requestParser(request)
        } catch (error) {
          if (method === 'GET' && error instanceof SyntaxError)
            throw refusal('BAD_REQUEST', 'The "variables" and "extensions" of a GET request must be JSON.')
          if (
            method === 'POST' &&
            error instanceof GraphQLError &&
            error.extensions['code'] === 'BAD_REQUEST'
          )
            throw refusal('BAD_REQUEST', 'The body of a POST request must be JSON with a "query".')
          throw error
        }
      })
    },
  }
}
