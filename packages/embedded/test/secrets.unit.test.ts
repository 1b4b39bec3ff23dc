import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSecrets } from '../system/secrets.ts'

const admin = { email: 'admin@shop.example' }

test('a checkout keeps its secrets, and gets those that a later release needs', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tradewind-secrets-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'secrets.json')
  const first = openSecrets(file, ['catalog'], admin)
  const { sealing: _later, ...earlier } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  writeFileSync(file, JSON.stringify(earlier))

  const next = openSecrets(file, ['catalog', 'search'], admin)
  expect(next).toMatchObject({ ...earlier, roles: first.roles })
  expect(next.roles['search']).toHaveLength(32)
  expect(next.sealing).toHaveLength(32)
  expect(openSecrets(file, ['catalog', 'search'], admin)).toEqual(next)
})
