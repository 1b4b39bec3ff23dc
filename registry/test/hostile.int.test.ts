import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { link, startRegistry, type TestGraph, type TestRegistry } from './fixture.ts'

// Smaller limits than the real ones, so that it takes little time to reach them.
let registry: TestRegistry
let graph: TestGraph
beforeAll(async () => {
  registry = await startRegistry({
    COMPOSITION_TIMEOUT_MS: 8_000,
    COMPOSITION_MEMORY_MB: 128,
    MAX_SCHEMA_BYTES: 3 * 1024 * 1024,
    REGISTRY_MAX_BODY_BYTES: 4 * 1024 * 1024,
  })
  graph = await registry.graph('PUBLISH')
})
afterAll(() => registry[Symbol.asyncDispose]())

interface Answer {
  readonly data?: { readonly graph: { readonly publishSubgraph: { readonly updatedGateway: boolean } } }
  readonly errors?: readonly { readonly message: string }[]
}

async function send(body: string | ReadableStream): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${registry.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': graph.key },
    body,
    ...(typeof body !== 'string' && { duplex: 'half' as const }),
  })
  return { status: response.status, answer: (await response.json()) as Answer }
}

const mutation = `mutation ($graph: ID!, $sdl: String!) {
  graph(id: $graph) {
    publishSubgraph(name: "shop", url: "http://shop.test", revision: "", graphVariant: "current",
      activePartialSchema: { sdl: $sdl }) { updatedGateway }
  }
}`

const publication = (sdl: string): string =>
  JSON.stringify({ query: mutation, variables: { graph: graph.id, sdl } })

async function publish(sdl: string): Promise<string> {
  const { answer } = await send(publication(sdl))
  return answer.errors?.[0]?.message ?? `published: ${answer.data?.graph.publishSubgraph.updatedGateway}`
}

const many = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join('\n')

/** Everything goes on as if nothing had been sent. */
async function stillWorks(): Promise<void> {
  expect(await publish(`${link} type Query { f${crypto.randomUUID().slice(0, 8)}: Int }`)).toBe(
    'published: true',
  )
}

describe('a schema', () => {
  test.each<[string, string, RegExp]>([
    [
      'with lists in lists in lists',
      `type Query { a: ${'['.repeat(200_000)}Int${']'.repeat(200_000)} }`,
      /SCHEMA_TOO_DEEP/,
    ],
    ['with values in values in values', `type Query { a(b: Int = ${'['.repeat(400_000)}`, /SCHEMA_TOO_DEEP/],
    ['that is no GraphQL', '\u0000\uFFFF ☃ {{{', /INVALID_GRAPHQL/],
    ['that is empty', '', /INVALID_GRAPHQL/],
    ['that is an operation', 'query { a }', /INVALID_GRAPHQL|Schema must|not allowed/],
    ['that is too large', `type Query { a: Int } #${'x'.repeat(3 * 1024 * 1024)}`, /SCHEMA_TOO_LARGE/],
  ])('%s is refused with a sentence', async (_, sdl, message) => {
    const refusal = await publish(sdl)
    expect(refusal).toMatch(message)
    expect(refusal.length).toBeLessThan(300_000)
  })

  test.each<[string, () => string]>([
    [
      'with a hundred thousand directives',
      () => `${link} type Query { a: Int ${many(100_000, (index) => `@tag(name: "t${index}")`)} }`,
    ],
    [
      'with thousands of entities that lead to each other',
      () =>
        `${link} type Query { a: T0 } ${many(9_000, (index) => `type T${index} @key(fields: "id") { id: ID! b: T${(index + 1) % 9_000} c: T${(index * 7) % 9_000} }`)}`,
    ],
  ])('%s takes bounded time and memory, and others are answered meanwhile', async (_, sdl) => {
    const publishing = publish(sdl())
    const health = await fetch(`${registry.url}/health/ready`)
    expect(health.status).toBe(200)
    expect(await publishing).toMatch(/COMPOSITION_(TIMEOUT|OUT_OF_MEMORY): Composing took/)
    await stillWorks()
  })

  test('with a description of megabytes is a schema like any other', async () => {
    expect(await publish(`${link} """${'x'.repeat(2 * 1024 * 1024)}""" type Query { a: Int }`)).toBe(
      'published: true',
    )
  })
})

describe('a request', () => {
  test('that is too large is told so, whether it says its length or not, and with the status that rover reads', async () => {
    const large = publication('x'.repeat(5 * 1024 * 1024))
    const told = {
      status: 200,
      answer: { errors: [{ message: expect.stringMatching('The request has more than') }] },
    }
    expect(await send(large)).toMatchObject(told)
    expect(await send(new Blob([large]).stream())).toMatchObject(told)
  })

  test('that is no GraphQL, or asks for too much, is refused', async () => {
    const refusal = async (query: string) =>
      (await send(JSON.stringify({ query }))).answer.errors![0]!.message
    expect(await refusal('{')).toMatch('Syntax Error')
    expect(await refusal(`{ ${many(20, (index) => `a${index}: frontendUrlRoot`)} }`)).toMatch(
      'at most 400 fields and 10 aliases',
    )
    expect(await refusal(`{ ${'frontendUrlRoot '.repeat(3_000)} }`)).toMatch(/token|at most 400 fields/)
    expect(await refusal(`{ graph(id: "x") ${'{ variants '.repeat(900)}`)).toMatch(/Syntax Error|token/)
  })

  test('with texts that no database keeps is refused with a sentence', async () => {
    const nul = String.raw`\u0000`
    const refusal = async (query: string) =>
      (await send(JSON.stringify({ query }))).answer.errors?.[0]?.message ?? 'null'
    const change = (field: string) => refusal(`mutation { graph(id: "${graph.id}") { ${field} } }`)
    const publishTo = (name: string, url: string, variant: string) =>
      change(`publishSubgraph(name: "${name}", url: "${url}", revision: "", graphVariant: "${variant}",
        activePartialSchema: { sdl: "type Query { a: Int }" }) { updatedGateway }`)
    expect(await publishTo(`a${nul}`, 'http://a.test', 'current')).toMatch('INVALID_SUBGRAPH_NAME')
    expect(await publishTo('a', `http://a${nul}`, 'current')).toMatch('INVALID_ROUTING_URL')
    expect(await publishTo('a', 'http://a.test', `a${nul}`)).toMatch('There can be no variant of this name')
    expect(await change(`variant(name: "a${nul}") { updateVariantReadme(readme: "") { name } }`)).toBe('null')
    const readme = `updateVariantReadme(readme: "${nul}") { name }`
    expect(await change(`variant(name: "current") { ${readme} }`)).toMatch('A README is text')
    expect(await change(`persistedQueryList(id: "${nul}") { __typename }`)).toBe('null')
    expect(await refusal(`{ graph(id: "${nul}") { id } }`)).toBe('null')
    expect(await refusal(`{ variant(ref: "${nul}@a") { __typename } }`)).toBe('null')
  })

  test('leaves nothing behind', async () => {
    await stillWorks()
    const failed = await registry.database.prisma.launch.count({ where: { status: 'FAILED' } })
    expect(failed).toBe(0)
  })
})
