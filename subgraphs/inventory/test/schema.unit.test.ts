import { readFileSync } from 'node:fs'
import { parse, visit, type ASTNode } from 'graphql'
import { expect, test } from 'vitest'

const document = parse(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'))

test('every type, field, argument, input and value of the contract is described in a sentence', () => {
  const undescribed: string[] = []
  const check = (
    node: ASTNode & { name: { value: string }; description?: { value: string } | undefined },
  ) => {
    if (!/[.…]$/.test(node.description?.value.trim() ?? '')) undescribed.push(node.name.value)
  }
  visit(document, {
    ObjectTypeDefinition: (node) => {
      // Query and Mutation are known to every reader of GraphQL.
      if (!['Query', 'Mutation'].includes(node.name.value)) check(node)
    },
    InterfaceTypeDefinition: check,
    UnionTypeDefinition: check,
    EnumTypeDefinition: check,
    InputObjectTypeDefinition: check,
    ScalarTypeDefinition: check,
    FieldDefinition: check,
    InputValueDefinition: check,
    EnumValueDefinition: check,
  })
  expect(undescribed).toEqual([])
})
