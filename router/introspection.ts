import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql'
import type { DocumentNode } from 'graphql'
import type { RouterPlugin } from './context.ts'
import { foldSelections, sum } from './limits/fold.ts'

/** Hides the schema: refuses introspection, and keeps errors from suggesting names the client did not write. */
export function noIntrospection(): RouterPlugin {
  return {
    onValidate({ addValidationRule }) {
      addValidationRule(NoSchemaIntrospectionCustomRule)
    },
    onExecutionResult({ result, setResult }) {
      if (!result || Array.isArray(result) || !('errors' in result) || !result.errors) return
      setResult({ ...result, errors: result.errors.map(withoutSuggestion) })
    },
  }
}

export function withoutSuggestion(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ ?Did you mean .*$/s, '')
  if (message === error.message) return error
  const { nodes, path, extensions } = error
  return new GraphQLError(message, { nodes, path, extensions })
}

/** Whether a document asks for nothing but the schema and `__typename`, so that no subgraph is needed. */
export const isIntrospection = (document: DocumentNode): boolean =>
  foldSelections(document, ({ name }) => (name.value.startsWith('__') ? 0 : 1), sum) === 0
