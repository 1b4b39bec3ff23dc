import { GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql'
import type { RouterPlugin } from './context.ts'

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

function withoutSuggestion(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ ?Did you mean .*$/s, '')
  if (message === error.message) return error
  const { nodes, path, extensions } = error
  return new GraphQLError(message, { nodes, path, extensions })
}
