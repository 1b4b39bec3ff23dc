import { buildASTSchema, parse, validateSchema, type GraphQLSchema } from 'graphql'

/** The SDL is not a schema; each sentence says what is wrong with it. */
export class ApiSchemaError extends Error {
  override readonly name = 'ApiSchemaError'
  readonly messages: readonly string[]

  constructor(messages: readonly string[], options?: ErrorOptions) {
    super(messages.join('\n'), options)
    this.messages = messages
  }
}

const MOST_ERRORS = 100

/** Builds an API schema that somebody wrote. @throws ApiSchemaError */
export function buildApiSchema(sdl: string): GraphQLSchema {
  const schema = built(sdl)
  const errors = validateSchema(schema)
  if (errors.length > 0) throw new ApiSchemaError(errors.slice(0, MOST_ERRORS).map(({ message }) => message))
  return schema
}

function built(sdl: string): GraphQLSchema {
  try {
    return buildASTSchema(parse(sdl))
  } catch (error) {
    if (error instanceof RangeError)
      throw new ApiSchemaError(['The schema is nested too deeply to be read.'], { cause: error })
    // graphql-js throws one error with all it has to say, a paragraph each.
    const messages = error instanceof Error ? error.message.split('\n\n') : [String(error)]
    throw new ApiSchemaError(messages.slice(0, MOST_ERRORS), { cause: error })
  }
}
