import { badUserInput, readBody } from '@tradewind/service'
import { getOperationAST, GraphQLError, parse, visit, type DocumentNode } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Context } from '../context.ts'

// Rover's largest document has some 300 tokens, 90 fields and 3 aliases.
const MOST_TOKENS = 2_000
const MOST_FIELDS = 400
const MOST_ALIASES = 10

/** Bounds what one request may ask for: a schema of megabytes under a hundred names would be an answer of gigabytes. */
export function operationLimits(): Plugin<Context> {
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string, options?: object) => {
        const document = parse(source, { ...options, maxTokens: MOST_TOKENS })
        let fields = 0
        let aliases = 0
        visit(document, {
          Field({ alias }) {
            fields++
            if (alias) aliases++
          },
        })
        if (fields > MOST_FIELDS || aliases > MOST_ALIASES) {
          throw badUserInput(`Ask for at most ${MOST_FIELDS} fields and ${MOST_ALIASES} aliases at once.`)
        }
        return document
      })
    },
  }
}

/** Tells whoever asks for what only Apollo's cloud has that this is why it is not there. */
export function explainUnknown(): Plugin<Context> {
  return {
    onValidate({ params }) {
      const name = getOperationAST(params.documentAST as DocumentNode)?.name?.value ?? 'This operation'
      return ({ valid, result, setResult }) => {
        if (valid) return
        const [first] = result as readonly GraphQLError[]
        const message = `${name} asks for something that this registry does not have; it may be a feature of Apollo's cloud. ${first?.message}`
        setResult([new GraphQLError(message, { nodes: first?.nodes })])
      }
    },
  }
}

/** Refuses bodies that are too large before they are read as a whole. */
export function bodyLimit(maxBytes: number): Plugin<Context> {
  return {
    onRequestParse({ request, requestParser, setRequestParser, fetchAPI }) {
      if (!requestParser || !request.body) return
      setRequestParser(async (given) => {
        const text = await readBody(given, maxBytes)
        if (text === null) {
          throw badUserInput(
            `The request has more than ${Math.floor(maxBytes / 1024)} KB: publish a smaller schema.`,
          )
        }
        const { url, method, headers } = given
        return requestParser(new fetchAPI.Request(url, { method, headers, body: text }))
      })
    },
  }
}
