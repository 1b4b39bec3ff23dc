import { GraphQLError } from 'graphql'
import type { GraphQLFormattedError } from 'graphql'
import type { FetchNode } from '@apollo/query-planner'
import type { RequiredArguments } from '../planning/required-arguments.ts'
import type { Path } from './targets.ts'

/** Makes a subgraph's error one of the client's response, at each of the paths where the error belongs. */
export type TranslateErrors = (
  errors: readonly GraphQLFormattedError[],
  pathsOf: (path: readonly unknown[]) => { readonly at: readonly Path[]; readonly rest: readonly unknown[] },
) => GraphQLError[]

/**
 * Compiles how a fetch's errors are told: under the client's own names, whatever the fetch called its fields.
 * `serviceName` among the extensions is how the router knows a subgraph's error from one of its own.
 */
export function compileErrors(fetch: FetchNode, requiredArguments: RequiredArguments): TranslateErrors {
  const clientNames = new Map(
    (fetch.outputRewrites ?? []).flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1), rewrite.renameKeyTo] as const] : [],
    ),
  )

  /** A path as far as it makes sense to the client: up to anything that is no name or index, or was not asked for. */
  function cleaned(path: readonly unknown[]): Path {
    const kept: (string | number)[] = []
    for (const step of path) {
      if (typeof step === 'string') {
        // Where the subgraph keeps its entities is no place in the client's response.
        if (step === '_entities' && kept.length === 0) break
        if (requiredArguments.fields.has(step)) break
        kept.push(clientNames.get(step) ?? step)
      } else if (typeof step === 'number' && Number.isSafeInteger(step) && step >= 0) kept.push(step)
      else break
    }
    return kept
  }

  return (errors, pathsOf) =>
    errors.flatMap((error) => {
      const { message, extensions, path } = error
      const translated = (errorPath: Path | undefined): GraphQLError =>
        new GraphQLError(message || `The subgraph "${fetch.serviceName}" gave an error.`, {
          ...(errorPath?.length && { path: errorPath }),
          originalError: error as Error,
          extensions: {
            code: 'DOWNSTREAM_SERVICE_ERROR',
            ...(typeof extensions === 'object' && extensions),
            serviceName: fetch.serviceName,
          },
        })
      if (!Array.isArray(path)) return [translated(undefined)]
      const { at, rest } = pathsOf(path)
      return at.map((place) => translated([...place, ...cleaned(rest)]))
    })
}
