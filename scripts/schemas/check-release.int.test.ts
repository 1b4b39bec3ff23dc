import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { findRover, roverEnvironment } from '../rover/rover.ts'
import { checkRelease } from './check-release.ts'
import { filesOf, readSubgraphs, type Subgraph } from './release.ts'
import { sentOperations } from './sent-operations.ts'
import { startTemporaryRegistry, type TemporaryRegistry } from './temporary-registry.ts'

const rover = findRover()
// Present is not enough: the binary must run on this machine's C library.
const runs = rover !== null && spawnSync(rover, ['--version']).status === 0
if (!runs)
  console.warn('NOTICE: the rover binary does not run on this machine, so no schema is checked with it.')

describe.runIf(runs)("what a pull request does to this repository's schemas", () => {
  const root = path.resolve(import.meta.dirname, '../..')
  const read = filesOf(root)
  let folder: string
  let registry: TemporaryRegistry | undefined
  let published: Subgraph[]

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'schemas-'))
    published = await readSubgraphs(read)
    registry = await startTemporaryRegistry({
      postgresUrl: inject('servers').postgresUrl,
      folder: path.join(folder, 'published'),
      subgraphs: published,
      operations: await sentOperations(published, read),
    })
  }, 120_000)
  afterAll(async () => {
    await registry?.stop()
    await rm(folder, { recursive: true })
  })

  test('the guide to a new graph works as it stands', { timeout: 120_000 }, async () => {
    const [, section] = (await read('docs/schema-checks.md'))!.split(/^## (?=A new graph)/m)
    const blocks = [...section!.split(/^## /m)[0]!.matchAll(/^```sh\n(.*?)^```$/gms)]
    const commands = blocks.map(([, block]) => block).join('')
    const place = path.join(folder, 'guide')
    await mkdir(place)
    const script = `
      npm() { while [ "$1" != -- ]; do shift; done; "$NODE" "$ROOT/registry/cli/main.ts" "\${@:2}"; }
      npx() { "$ROVER" "\${@:2}"; }
      ${commands.replace('http://localhost:4100', registry!.url)}`
    const { stdout, stderr } = await promisify(execFile)(
      'bash',
      ['--norc', '-euo', 'pipefail', '-c', script],
      {
        cwd: place,
        env: roverEnvironment({
          PATH: process.env.PATH,
          NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
          NODE: process.execPath,
          ROOT: root,
          ROVER: rover!,
          APOLLO_CONFIG_HOME: folder,
          DATABASE_URL: registry!.databaseUrl,
          NO_COLOR: '1',
        }),
      },
    )
    expect(stdout + stderr).toContain("A new subgraph called 'books' was created in 'bookshop@current'")
    expect(await readFile(path.join(place, 'supergraph.graphql'), 'utf8')).toContain('type Book')
  })

  /** A subgraph with another text in its schema. */
  function change(name: string, ...replacements: readonly (readonly [RegExp, string])[]): Subgraph {
    const subgraph = published.find((each) => each.name === name)!
    let { sdl } = subgraph
    for (const [pattern, replacement] of replacements) {
      expect(sdl).toMatch(pattern)
      sdl = sdl.replace(pattern, replacement)
    }
    return { ...subgraph, sdl }
  }
  const check = (...subgraphs: Subgraph[]) =>
    checkRelease({ registry: registry!, folder, published, subgraphs })

  test('a field that a client asks for cannot be removed', async () => {
    const { passed, subgraphs } = await check(
      change('inventory', [/^ {2}"""(?:(?!""")[^])*"""\n {2}available: Int!$/m, '']),
    )
    expect(passed).toBe(false)
    expect(subgraphs[0]!.output).toContain('Availability.available')
  })

  test('a field that no client asks for can', async () => {
    const { passed, subgraphs } = await check(change('inventory', [/^ {2}".*"\n {2}hasMore: Boolean!$/m, '']))
    expect([subgraphs[0]!.output, passed]).toEqual([expect.anything(), true])
  })

  test('subgraphs that need each other pass in the order in which they can be shipped', async () => {
    const needing = change(
      'inventory',
      [/"@key", /, '"@key", "@external", "@requires", '],
      [
        /^type ProductVariant @key.*\{$/m,
        '$&\n  "Its colour."\n  colour: String @external\n  "Its label."\n  label: String @requires(fields: "colour")',
      ],
    )
    expect((await check(needing)).passed).toBe(false)
    const needed = change('catalog', [
      /^type ProductVariant @key.*\{$/m,
      '$&\n  "Its colour."\n  colour: String',
    ])
    const { passed, subgraphs } = await check(needing, needed)
    expect(passed).toBe(true)
    expect(subgraphs.map(({ name }) => name)).toEqual(['catalog', 'inventory'])
  })
})
