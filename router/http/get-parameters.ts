import type { RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'

/** Answers a GET request whose `variables` or `extensions` are not JSON as the client's mistake. */
export function getParameters(): RouterPlugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser }) {
      if (request.method !== 'GET' || !requestParser) return
      setRequestParser(async (get) => {
        try {
          return await requestParser(get)
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error
          throw refusal('BAD_REQUEST', 'The "variables" and "extensions" of a GET request must be JSON.')
        }
      })
    },
  }
}
