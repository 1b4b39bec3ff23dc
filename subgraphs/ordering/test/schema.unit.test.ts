import { readFileSync } from 'node:fs'
import { parse, visit } from 'graphql'
import { expect, test } from 'vitest'

const sdl = parse(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'))

test('every type, field, argument, input field and value of the contract is described', () => {
  const bare: string[] = []
  const owners: string[] = []
  visit(sdl, {
    enter(node) {
      if (!('name' in node) || !node.name || !node.kind.endsWith('Definition')) return
      // Query and Mutation are there in every schema.
      const described = 'description' in node && node.description?.value.trim()
      const name = [...owners, node.name.value].join('.')
      if (!described && !['Query', 'Mutation'].includes(name)) bare.push(name)
      owners.push(node.name.value)
    },
    leave(node) {
      if ('name' in node && node.name && node.kind.endsWith('Definition')) owners.pop()
    },
  })
  expect(bare).toEqual([])
})
