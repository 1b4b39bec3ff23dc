import { readFileSync } from 'node:fs'
import { Kind, parse, visit } from 'graphql'
import { expect, test } from 'vitest'

const document = parse(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'))

test('describes every type, field, argument, input field and enum value', () => {
  const bare: string[] = []
  const path: string[] = []
  visit(document, {
    enter(node) {
      if (!('name' in node) || !node.name) return
      path.push(node.name.value)
      const describable = node.kind.endsWith('Definition') && node.kind !== Kind.OPERATION_DEFINITION
      if (describable && !('description' in node && node.description?.value.trim())) bare.push(path.join('.'))
    },
    leave(node) {
      if ('name' in node && node.name) path.pop()
    },
  })
  expect(bare).toEqual([])
})

test('asks the scope catalog:write of every mutation', () => {
  const mutation = document.definitions.find(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === 'Mutation',
  )
  const open =
    mutation && 'fields' in mutation
      ? mutation.fields!.filter(
          ({ directives }) => !directives?.some(({ name }) => name.value === 'requiresScopes'),
        )
      : []
  expect(mutation).toBeDefined()
  expect(open.map(({ name }) => name.value)).toEqual([])
})
