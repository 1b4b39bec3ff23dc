import { Kind, visit } from 'graphql'
import type { DocumentNode, OperationDefinitionNode } from 'graphql'

/** The values of an operation's conditions for one request. */
export type ReadConditions = (variables: Readonly<Record<string, unknown>>) => ReadonlyMap<string, boolean>

const none: ReadonlyMap<string, boolean> = new Map()

/** Compiles the reading of the variables that @skip and @include depend on; their defaults count where none is sent. */
export function compileConditions(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadConditions {
  const names = new Set<string>()
  visit(document, {
    Directive({ name, arguments: given }) {
      if (name.value !== 'skip' && name.value !== 'include') return
      const value = given?.[0]?.value
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  if (names.size === 0) return () => none

  const defaults = new Map(
    operation.variableDefinitions?.map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue?.kind === Kind.BOOLEAN && defaultValue.value,
    ]),
  )
  return (variables) =>
    new Map(
      [...names].map((name) => {
        const value = Object.hasOwn(variables, name) ? variables[name] : undefined
        return [name, value === undefined ? defaults.get(name) === true : value === true]
      }),
    )
}
