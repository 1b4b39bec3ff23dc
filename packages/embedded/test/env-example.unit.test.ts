import { readFile } from 'node:fs/promises'
import { globSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../..')
const files = globSync(
  '{packages/service,packages/embedded/system,router,console,registry,subgraphs/*}/environment.ts',
  { cwd: root },
)

test.each(files)('.env.example explains every setting of %s', async (file) => {
  const source = await readFile(path.join(root, file), 'utf8')
  const example = await readFile(path.join(root, '.env.example'), 'utf8')
  const names = [...source.matchAll(/^\s+([A-Z][A-Z0-9_]{2,})[:,]/gm)].map(([, name]) => name!)
  expect(names.filter((name) => !new RegExp(`^#\\s?${name}[ =]`, 'm').test(example))).toEqual([])
})
