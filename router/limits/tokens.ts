import { GraphQLError, parse } from 'graphql'
import type { RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'

/** How many lexical tokens a document may have. Parsing stops there, so a longer one costs no more than that. */
export function tokenLimit(max: number): RouterPlugin {
  const parseWithin: typeof parse = (source, options) => {
    try {
      return parse(source, { ...options, maxTokens: max })
    } catch (error) {
      // graphql-js has no other sign for it than this message.
      if (!(error instanceof GraphQLError) || !error.message.includes(`more that ${max} tokens`)) throw error
      throw refusal('TOKEN_LIMIT_EXCEEDED', `The document has more than ${max} tokens.`)
    }
  }
  return {
    onParse({ setParseFn }) {
      setParseFn(parseWithin)
    },
  }
}
