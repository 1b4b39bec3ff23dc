import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { findRedisServer, freePort, startRedis, type RedisServer } from '@tradewind/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { selfSigned } from './fixture/certificate.ts'

const run = promisify(execFile)
const visitor = path.join(import.meta.dirname, 'fixture/visitor.ts')

/** The user that docs/events.md recommends: its own keys, and nothing that administers the server. */
const ACL = `user default off
user tradewind on >quay-side ~{tradewind}:* resetchannels +@all -@admin -@dangerous +info
`

describe('A Redis with TLS and an ACL user', () => {
  let folder: string
  let redis: RedisServer | null = null
  let host: string
  let trusted: string

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'tradewind-redis-'))
    const { certificate, privateKey } = selfSigned()
    trusted = path.join(folder, 'certificate.pem')
    await writeFile(trusted, certificate)
    await writeFile(path.join(folder, 'key.pem'), privateKey)
    await writeFile(path.join(folder, 'users.acl'), ACL)
    const port = await freePort()
    host = `127.0.0.1:${port}`
    const binary = findRedisServer()
    const options = {
      port: '0',
      'tls-port': String(port),
      'tls-cert-file': trusted,
      'tls-key-file': path.join(folder, 'key.pem'),
      'tls-ca-cert-file': trusted,
      'tls-auth-clients': 'no',
      aclfile: path.join(folder, 'users.acl'),
    }
    const given = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])
    redis = binary ? await startRedis(binary, given, port).catch(() => null) : null
    if (!redis)
      process.stderr.write(
        'NOTICE: no redis-server with TLS on this machine, so TLS to Redis is not tested.\n',
      )
  })
  afterAll(async () => {
    await redis?.stop()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach((context) => {
    if (!redis) context.skip()
  })

  /** What a process with that URL says, which trusts the server's certificate or not. */
  async function visit(url: string, trusts: boolean): Promise<string> {
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const env = { PATH, NODE_COMPILE_CACHE, ...(trusts && { NODE_EXTRA_CA_CERTS: trusted }) }
    return (await run(process.execPath, [visitor, url], { env, timeout: 20_000 })).stdout.trim()
  }

  test('carries events for the user that the URL names', async () => {
    expect(await visit(`rediss://tradewind:quay-side@${host}`, true)).toBe('handled')
  })

  test.each([
    ['a certificate that nobody vouches for', 'tradewind:quay-side@', false, /self-signed certificate/],
    ['a wrong password', 'tradewind:harbour@', true, /WRONGPASS/],
  ])('is refused in a sentence with %s', async (_, user, trusts, reason) => {
    const said = await visit(`rediss://${user}${host}`, trusts)
    expect(said).toMatch(/^The queue back end at 127\.0\.0\.1:\d+ cannot be used: [^\n]*\.$/)
    expect(said).toMatch(reason)
    expect(said).not.toMatch(/quay-side|harbour/)
  })

  test('does not let the user leave its own keys', async () => {
    const said = await visit(`rediss://tradewind:quay-side@${host}/0?prefix=elsewhere`, true)
    expect(said).toMatch(/NOPERM|No permissions/)
  })
})
