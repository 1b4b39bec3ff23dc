import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findRunningSystem } from '../index.ts'
import { takeLock } from '../processes/lock.ts'
import { openSecrets } from '../system/secrets.ts'
import { foldersIn } from '../system/state-folder.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'tradewind-running-'))
  mkdirSync(path.join(root, '.tradewind'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('finds no system where none runs', () => {
  expect(findRunningSystem(root, {})).toBeNull()
})

test('finds the databases and the queues of the system that runs', () => {
  const folders = foldersIn(path.join(root, '.tradewind'))
  const roles = ['catalog', 'queue']
  const { roles: passwords } = openSecrets(folders.secrets, roles, { email: 'a@b.example' })
  const release = takeLock(folders.lock)
  writeFileSync(path.join(root, '.env'), 'POSTGRES_PORT=4999\n')
  const urlOf = (name: string) => `postgresql://${name}:${passwords[name]}@127.0.0.1:4999/${name}`

  expect(findRunningSystem(root, {})).toEqual({
    databases: new Map([['catalog', urlOf('catalog')]]),
    queueUrl: urlOf('queue'),
  })
  expect(findRunningSystem(root, { QUEUE_URL: 'redis://queues' })?.queueUrl).toBe('redis://queues')
  release()
  expect(findRunningSystem(root, {})).toBeNull()
})
