import { readFileSync } from 'node:fs'
import { parse, visit } from 'graphql'
import { expect, test } from 'vitest'
import { behaviours } from '../providers/sandbox/behaviours.ts'

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

test('every type, field, argument, input field and value of the contract is described in a sentence', () => {
  const bare: string[] = []
  visit(parse(read('../schema.graphql')), {
    enter(node) {
      if (!('description' in node) && !node.kind.endsWith('Definition')) return
      if (node.kind === 'OperationDefinition' || node.kind === 'FragmentDefinition') return
      const name = 'name' in node && node.name && 'value' in node.name ? node.name.value : node.kind
      const text = 'description' in node ? (node.description?.value.trim() ?? '') : ''
      if (!/[.…]$/.test(text) && !['Query', 'Mutation'].includes(name)) bare.push(name)
    },
  })
  expect(bare).toEqual([])
})

test('the README lists every token of the sandbox as it behaves', () => {
  const readme = read('../README.md').replaceAll(/ +/g, ' ')
  for (const [token, { description }] of Object.entries(behaviours)) {
    expect(readme).toContain(`| \`${token}\` | ${description} |`)
  }
})
