import { GraphQLError, parse } from 'graphql'
import type { DocumentNode } from 'graphql'
import type { RouterPlugin } from '../context.ts'
import type { DocumentCache } from '../document-cache.ts'
import { refusal } from '../errors/errors.ts'

/**
 * How many lexical tokens a document may have. Parsing stops there, so a longer one costs no more than that.
 * What is in the cache of parsed documents has been counted.
 */
export function tokenLimit(max: number, documents: DocumentCache<DocumentNode>): RouterPlugin {
  return {
    onParse({ params: { source }, setParsedDocument }) {
      const text = source.toString()
      if (!documents.get(text)) setParsedDocument(parseWithin(text, max))
    },
  }
}

function parseWithin(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens })
  } catch (error) {
    // The parser goes one call deeper with each bracket, and ends in the middle of some thousands.
    if (error instanceof RangeError)
      throw refusal('DEPTH_LIMIT_EXCEEDED', 'The document is nested too deeply.')
    if (!(error instanceof GraphQLError)) throw error
    // graphql-js has no other sign for it than this message.
    if (error.message.includes(`more that ${maxTokens} tokens`)) {
      throw refusal('TOKEN_LIMIT_EXCEEDED', `The document has more than ${maxTokens} tokens.`)
    }
    const { message, source, positions } = error
    const http = { status: 400, spec: true }
    throw new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED', http } })
  }
}
