import { expect, test } from 'vitest'
import { listedSubgraphs, withSubgraph } from './supergraph-file.ts'

const entry = (name: string, port: number): string =>
  `  ${name}:
    routing_url: http://localhost:${port}/graphql
    schema:
      file: ./subgraphs/${name}/schema.graphql
`
const head = `# The subgraphs that make the supergraph; a comment long enough that a careless writer of YAML would fold it here.
federation_version: =2.14.4
subgraphs:
`

test('adds the subgraph at the end, on the next port, and leaves the rest as it was', () => {
  const before = `${head}  # Who is who.\n${entry('identity', 4001)}${entry('catalog', 4002)}`
  expect(withSubgraph(before, 'gift-cards')).toEqual({ text: before + entry('gift-cards', 4003), port: 4003 })
})

test('stays among the subgraphs when something else follows them', () => {
  const text = `${head}${entry('identity', 4001)}other: thing # kept\n`
  expect(withSubgraph(text, 'reviews').text).toBe(
    `${head}${entry('identity', 4001)}${entry('reviews', 4002)}other: thing # kept\n`,
  )
})

test('does not give a gap a second time, nor a port that another part has', () => {
  expect(withSubgraph(head + entry('a', 4007) + entry('b', 4003), 'c').port).toBe(4008)
  expect(withSubgraph(head + entry('a', 4089), 'b').port).toBe(4091)
  expect(withSubgraph(head + entry('a', 4099), 'b').port).toBe(4101)
})

test('begins a list', () => {
  const { text, port } = withSubgraph('federation_version: =2.14.4\nsubgraphs: {}\n', 'first')
  expect(port).toBe(4001)
  expect(listedSubgraphs(text)).toEqual([{ name: 'first', port: 4001 }])
})
