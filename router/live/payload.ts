import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import type { StreamPart } from './streamed.ts'

/** Makes of an error what a client may be told of it. */
export type Mask = (error: unknown) => GraphQLError

// Identical subscriptions are given the same objects, and each is written once for all of them.
const written = new WeakMap<StreamPart, string>()

/** A part as JSON, with its errors masked; written once however many clients it goes to. */
export function payloadOf(part: StreamPart, mask: Mask): string {
  let text = written.get(part)
  if (text === undefined) {
    text = JSON.stringify(withFormattedErrors(part, mask))
    written.set(part, text)
  }
  return text
}

function withFormattedErrors(part: StreamPart, mask: Mask): object {
  const format = (errors: readonly GraphQLError[]) => errors.map((error) => formatError(mask(error)))
  if ('incremental' in part && part.incremental) {
    const incremental = part.incremental.map(({ errors, ...rest }) =>
      errors ? { ...rest, errors: format(errors) } : rest,
    )
    return { ...part, incremental }
  }
  return 'errors' in part && part.errors ? { ...part, errors: format(part.errors) } : part
}

/** An error as it goes to a client: how it would look in HTTP is not for it. */
export function formatError(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...formatted } = error.toJSON()
  const { http: _, unexpected: __, ...kept } = extensions ?? {}
  return Object.keys(kept).length > 0 ? { ...formatted, extensions: kept } : formatted
}

/** The HTTP status that a request which is refused with these errors is answered with. */
export const statusOf = (errors: readonly GraphQLError[] = []): number | undefined =>
  errors.map(({ extensions }) => extensions.http?.status).find(Boolean)
