import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { EnvironmentError, port, readEnvironment, subgraphEnvironment } from '../index.ts'

describe('settings', () => {
  test('name all that is missing or wrong at once, and no value', () => {
    const read = () =>
      readEnvironment(
        { PORT: port, JWKS_URL: z.url(), SECRET: z.string().min(32) },
        { PORT: 'eighty', SECRET: 'hunter2' },
      )
    expect(read).toThrow(EnvironmentError)
    expect(read).toThrow(/PORT.*\n.*JWKS_URL is not set.*\n.*SECRET/)
    expect(read).not.toThrow(/hunter2/)
  })

  test('come from a file where NAME_FILE names one', () => {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'settings-')), 'secret')
    writeFileSync(file, 'from-a-file\n')
    expect(readEnvironment({ SECRET: z.string() }, { SECRET_FILE: file })).toEqual({ SECRET: 'from-a-file' })
  })

  test('say which file cannot be read', () => {
    expect(() => readEnvironment({ SECRET: z.string() }, { SECRET_FILE: '/nowhere/secret' })).toThrow(
      'SECRET_FILE names a file that cannot be read (ENOENT).',
    )
  })

  test('treat an empty value as none', () => {
    expect(readEnvironment({ LEVEL: z.string().default('info') }, { LEVEL: '' })).toEqual({ LEVEL: 'info' })
  })

  test('of a subgraph refuse a database that is not PostgreSQL', () => {
    expect(() =>
      readEnvironment(subgraphEnvironment, {
        PORT: '4001',
        DATABASE_URL: 'mysql://localhost/x',
        QUEUE_URL: 'redis://localhost',
        JWKS_URL: 'http://localhost/jwks',
        ROUTER_SECRET: 'x'.repeat(32),
      }),
    ).toThrow(/DATABASE_URL/)
  })
})
