import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { ChildProcess } from 'node:child_process'
import {
  createEmptyDatabase,
  createTestQueue,
  eventually,
  queueKinds,
  type TestDatabase,
} from '@tradewind/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeSecrets } from '../../scripts/secrets.ts'
import { checkHealth, ownServices, placePorts, startContainer, type Host } from './container.ts'

const migrators = ownServices.filter(({ target }) => target === 'migrator').map(({ name }) => name)
const parts = ownServices.filter(({ target }) => target === 'part').map(({ name }) => name)

/** No engine runs the containers here, so their commands are run outside of them, each with its container's environment. */
describe("the containers' commands, outside of containers", () => {
  const databases: TestDatabase[] = []
  const running = new Map<string, ChildProcess>()
  let host: Host

  beforeAll(async () => {
    const secretsFolder = mkdtempSync(path.join(os.tmpdir(), 'tradewind-secrets-'))
    writeSecrets(secretsFolder)
    for (const name of migrators.map((migrator) => migrator.replace('migrate-', ''))) {
      const database = await createEmptyDatabase(name)
      databases.push(database)
      writeFileSync(path.join(secretsFolder, `${name}_database_url`), database.url)
    }
    const queue = await createTestQueue(queueKinds().includes('redis') ? 'redis' : 'postgres')
    writeFileSync(path.join(secretsFolder, 'queue_url'), queue.url)
    host = { secretsFolder, ports: await placePorts() }
  })
  afterAll(async () => {
    for (const child of running.values()) child.kill('SIGKILL')
    await Promise.all(databases.map((database) => database.drop()))
  })

  test('migrate every database, and have nothing to do the second time', async () => {
    for (const _ of ['first', 'second'])
      await Promise.all(
        migrators.map(async (name) => {
          const migrator = startContainer(name, host)
          const [[code], said] = await Promise.all([once(migrator, 'exit'), text(migrator.stderr!)])
          expect([name, code, code === 0 ? '' : said]).toEqual([name, 0, ''])
        }),
      )
  })

  test('start every part, whose health check then passes', async () => {
    for (const name of parts) running.set(name, startContainer(name, host))
    // One after the other: each check is a process, too.
    for (const name of parts)
      await eventually(async () => expect([name, await checkHealth(name, host)]).toEqual([name, 0]), {
        timeout: 90_000,
        every: 500,
      })
  })

  test('let the administrator of the secrets in', async () => {
    const password = readFileSync(path.join(host.secretsFolder, 'admin_password'), 'utf8')
    const response = await fetch(`http://127.0.0.1:${host.ports.get('router:4000')}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation ($input: SignInInput!) { signIn(input: $input) { session { customer { roles } } } }',
        variables: { input: { email: 'admin@tradewind.example', password } },
      }),
    })
    expect(await response.json()).toEqual({
      data: { signIn: { session: { customer: { roles: expect.arrayContaining(['ADMIN']) } } } },
    })
  })

  test('stop in order when the engine says so', async () => {
    const codes = await Promise.all(
      [...running].map(async ([name, child]) => {
        child.kill('SIGTERM')
        const [code] = (await once(child, 'exit')) as [number]
        return [name, code]
      }),
    )
    expect(codes).toEqual(parts.map((name) => [name, 0]))
  })
})
