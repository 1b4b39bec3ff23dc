import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plan } from './plan.ts'
import { Refusal } from './refusal.ts'
import { copyRepository, type RepositoryCopy } from './repository-copy.ts'

// Compiling, composing and a test run of its own: on a busy machine that takes its time.
const PATIENCE = 300_000

let copy: RepositoryCopy
let made: { code: number; output: string }
beforeAll(async () => {
  copy = copyRepository()
  made = await copy.run('npm', 'run', 'new:subgraph', '--', 'gift-cards')
}, PATIENCE)
afterAll(() => copy.remove(), PATIENCE)

const read = (file: string): string => readFileSync(path.join(copy.root, file), 'utf8')
const inCopy = (program: string, ...args: string[]) => copy.run(program, ...args)
const done = { code: 0, output: expect.any(String) as string }

describe('npm run new:subgraph -- gift-cards', () => {
  test('says what it made and what to do next', () => {
    expect(made).toEqual({ code: 0, output: expect.stringContaining('npm test -- subgraphs/gift-cards/') })
    expect(made.output).toContain('products(first: 3) { nodes { title giftCardCount } }')
  })

  test('takes it into supergraph.yaml and all that is made of it, the workspaces, and the published language', () => {
    const before = readFileSync(path.resolve(import.meta.dirname, '../../supergraph.yaml'), 'utf8')
    expect(read('supergraph.yaml').startsWith(before)).toBe(true)
    expect(read('supergraph.yaml').slice(before.length)).toMatch(
      /^ {2}gift-cards:\n {4}routing_url: http:\/\/localhost:4\d{3}\/graphql\n/,
    )
    expect(read('router/supergraph.graphql')).toContain('giftCardCount: Int! @join__field(graph: GIFT_CARDS)')
    expect(read('docker-compose.yml')).toContain('gift-cards=http://gift-cards:4')
    expect(read('package-lock.json')).toContain('"subgraphs/gift-cards": {')
    expect(read('packages/events/asyncapi.yaml')).toContain('gift-cards.gift-card.written.v1')
  })

  test('leaves no placeholder', () => {
    const files = ['subgraphs/gift-cards/README.md', 'subgraphs/gift-cards/schema.graphql']
    for (const file of [...files, 'prisma/gift-cards/schema.prisma'])
      expect(read(file)).not.toMatch(/__[aeEn]/)
  })

  test.concurrent(
    'makes code whose types are right',
    async () => {
      const config = { extends: './tsconfig.json', include: ['subgraphs/gift-cards', 'packages/testkit'] }
      writeFileSync(path.join(copy.root, 'tsconfig.new.json'), JSON.stringify(config))
      expect(await inCopy('tsc', '--noEmit', '-p', 'tsconfig.new.json')).toEqual({ code: 0, output: '' })
    },
    PATIENCE,
  )

  test.concurrent(
    'makes code that keeps the rules and the format of the house',
    async () => {
      const files = ['subgraphs/gift-cards', 'packages/events/contracts/gift-cards.ts']
      expect(await inCopy('oxlint', '--type-aware', ...files)).toEqual(done)
      expect(await inCopy('prettier', '--check', ...files, 'supergraph.yaml')).toEqual(done)
    },
    PATIENCE,
  )

  test.concurrent(
    'leaves nothing stale, and a migration that gives what its schema describes',
    async () => {
      for (const script of ['generate', 'compose', 'docker-compose']) {
        expect(await inCopy('node', `scripts/${script}.ts`, '--check')).toEqual(done)
      }
      expect(await inCopy('node', 'scripts/events/check.ts')).toEqual(done)
      const { output } = await inCopy('node', 'scripts/migration.ts', 'gift-cards', 'nothing')
      expect(output).toBe('gift-cards: the migrations already give what schema.prisma describes.\n')
    },
    PATIENCE,
  )

  // By itself: its time-outs are those of any test, and it wants both cores.
  test(
    'makes a subgraph that meets its own specifications, with nothing left to install',
    async () => {
      const { code, output } = await inCopy(
        'npm',
        'test',
        '--',
        '--project',
        'parts',
        'subgraphs/gift-cards/',
      )
      expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/Test Files +5 passed/) })
      expect(output).not.toMatch(/Installing|skipped|failed/)
    },
    PATIENCE,
  )
})

describe('refuses with a sentence, before anything is written', () => {
  test.each([
    [['GiftCards'], '"GiftCards" is not in kebab-case'],
    [['router'], '"router" is reserved'],
    [['gift-cards'], 'There is a subgraphs/gift-cards already'],
    [['bench'], 'There is a bench already'],
    [['values', '--entity', 'value'], 'There is a packages/events/contracts/values.ts already'],
    [['products'], 'Query.products is taken by subgraphs/catalog/schema.graphql'],
    [['vouchers', '--entity', 'gift-card'], 'is taken by subgraphs/gift-cards/schema.graphql'],
    [['gift', 'cards'], 'Name one subgraph'],
    [['vouchers', '--port', '4006'], 'Unknown option'],
    [[], 'Name the subgraph'],
  ])('%j', (args, sentence) => {
    const planned = () => plan(copy.root, args)
    expect(planned).toThrow(Refusal)
    expect(planned).toThrow(sentence)
    expect(planned).toThrow(/^.+$/)
  })

  test(
    'as a command, with status 1',
    async () => {
      const supergraph = read('supergraph.yaml')
      const { code, output } = await inCopy(
        'node',
        'scripts/new-subgraph.ts',
        'vouchers',
        '--entity',
        'gift-card',
      )
      expect(code).toBe(1)
      expect(output).toMatch(/^.* is taken by subgraphs\/gift-cards\/schema\.graphql: .*\n$/)
      expect(read('supergraph.yaml')).toBe(supergraph)
      expect(existsSync(path.join(copy.root, 'subgraphs/vouchers'))).toBe(false)
    },
    PATIENCE,
  )
})
