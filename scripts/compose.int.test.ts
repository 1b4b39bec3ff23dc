import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compose, CompositionError, isStale, writeSupergraph } from './compose.ts'

let directory: string
let paths: { config: string; output: string }
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'compose-test-'))
  paths = {
    config: path.join(directory, 'supergraph.yaml'),
    output: path.join(directory, 'supergraph.graphql'),
  }
  await writeSubgraphs({
    catalog: 'type Query { product: Product }\ntype Product @key(fields: "id") { id: ID! }',
  })
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** Writes a supergraph.yaml and the schemas it names; a null schema is named but not written. */
async function writeSubgraphs(schemas: Record<string, string | null>): Promise<void> {
  const link =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@shareable"])'
  const lines = ['federation_version: =2.14.4', 'subgraphs:']
  for (const [index, [name, sdl]] of Object.entries(schemas).entries()) {
    const file = path.join(directory, name, 'schema.graphql')
    lines.push(`  ${name}:`, `    routing_url: http://localhost:${4001 + index}/graphql`)
    lines.push('    schema:', `      file: ./${name}/schema.graphql`)
    await mkdir(path.dirname(file), { recursive: true })
    if (sdl !== null) await writeFile(file, `${link}\n${sdl}\n`)
  }
  await writeFile(paths.config, lines.join('\n'))
}

async function failure(): Promise<string> {
  const error: unknown = await compose(paths).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CompositionError)
  return (error as CompositionError).message
}

async function runProgram(...flags: string[]): Promise<{ code: number; output: string }> {
  const program = path.join(import.meta.dirname, 'compose.ts')
  const run = promisify(execFile)(process.execPath, [
    program,
    '--config',
    paths.config,
    '--output',
    paths.output,
    ...flags,
  ])
  const {
    code = 0,
    stdout,
    stderr,
  } = (await run.catch((error: { code: number; stdout: string; stderr: string }) => error)) as {
    code?: number
    stdout: string
    stderr: string
  }
  return { code, output: `${stdout}${stderr}` }
}

test('writes the supergraph with where each subgraph answers', async () => {
  await writeSupergraph(paths)
  const supergraph = await readFile(paths.output, 'utf8')
  expect(supergraph).toMatch('CATALOG @join__graph(name: "catalog", url: "http://localhost:4001/graphql")')
  expect(supergraph.endsWith('}\n')).toBe(true)
})

test('a supergraph is stale when it is missing, and when a subgraph has changed since', async () => {
  expect(await isStale(paths)).toBe(true)
  expect((await writeSupergraph(paths)).changed).toBe(true)
  expect(await isStale(paths)).toBe(false)
  expect((await writeSupergraph(paths)).changed).toBe(false)
  await writeSubgraphs({ catalog: 'type Query { other: Int }' })
  expect(await isStale(paths)).toBe(true)
})

test('the program’s check fails on a stale supergraph, says what to do, and writes nothing', async () => {
  expect(await runProgram('--check')).toMatchObject({
    code: 1,
    output: expect.stringMatching('npm run compose'),
  })
  expect(await runProgram()).toMatchObject({ code: 0, output: expect.stringMatching(/^Wrote /) })
  expect(await runProgram('--check')).toMatchObject({ code: 0, output: expect.stringMatching('up to date') })
})

test('subgraphs that contradict each other are named with the places of the contradiction', async () => {
  await writeSubgraphs({
    catalog:
      'type Query { product: Product }\ntype Product @key(fields: "id") { id: ID!\n title: String @shareable }',
    inventory: 'type Product @key(fields: "id") { id: ID!\n title: Int @shareable }',
  })
  const message = await failure()
  expect(message).toMatch(
    'Type of field "Product.title" is incompatible across subgraphs: it has type "String" in subgraph "catalog" but type "Int" in subgraph "inventory" (FIELD_TYPE_MISMATCH)',
  )
  expect(message).toMatch(/at .*catalog\/schema\.graphql:4:2\n/)
  expect(message).toMatch(/at .*inventory\/schema\.graphql:3:2$/)
})

test('every schema that does not parse is named with the place of its error', async () => {
  await writeSubgraphs({ catalog: 'type Query { a: }', inventory: 'typ Product' })
  const message = await failure()
  expect(message).toMatch(/\[catalog\] Syntax Error: .*\n {4}at .*catalog\/schema\.graphql:2:17/)
  expect(message).toMatch(/\[inventory\] Syntax Error: .*\n {4}at .*inventory\/schema\.graphql:2:1/)
})

test('what no plan could answer is explained', async () => {
  await writeSubgraphs({
    catalog: 'type Query { product: Product }\ntype Product @key(fields: "id") { id: ID! }',
    inventory: 'type Product { id: ID! @shareable\n stock: Int }',
  })
  expect(await failure()).toMatch(/cannot find field "Product\.stock"/)
})

test('all the schema files that are missing are named', async () => {
  await writeSubgraphs({ inventory: null, payments: null })
  expect(await failure()).toMatch(
    /inventory\/schema\.graphql: there is no such file\.\n.*payments\/schema\.graphql/,
  )
})

test.each([
  ['', /not a supergraph configuration/],
  ['subgraphs: { catalog: { routing_url: nowhere, schema: { file: a.graphql } } }', /routing_url/],
  ['federation_version: [', /not YAML/],
])('a configuration of %j is refused with a sentence', async (text, sentence) => {
  await writeFile(paths.config, text)
  expect(await failure()).toMatch(sentence)
})

test('hints of the composition are printed with their places', async () => {
  await writeSubgraphs({
    catalog: 'type Query { product: Product }\n"A thing." type Product @key(fields: "id") { id: ID! }',
    inventory: '"Something else." type Product @key(fields: "id") { id: ID!\n stock: Int }',
  })
  const { output } = await runProgram()
  expect(output).toMatch(/Hint: Element "Product" has inconsistent descriptions/)
  expect(output).toMatch(/at .*inventory\/schema\.graphql:2:/)
})
