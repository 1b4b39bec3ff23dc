/** `npm run secrets`: makes the secrets that docker-compose.yml mounts, in `.secrets/`; keeps those that are there. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withDatabase } from './docker/parts.ts'

/** Writes what is missing of a Compose installation's secrets; returns the names of what it wrote. */
export function writeSecrets(folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const written: string[] = []
  const secret = (name: string, make: () => string): string => {
    const file = path.join(folder, name)
    if (existsSync(file)) return readFileSync(file, 'utf8')
    const value = make()
    // Readable by others than the owner: containers read it as their own user. The folder is closed to everyone else.
    writeFileSync(file, value, { mode: 0o644 })
    written.push(name)
    return value
  }
  const random = (): string => randomBytes(32).toString('hex')

  const redis = secret('redis_password', random)
  secret('redis_config', () => `requirepass ${redis}\nappendonly yes\nmaxmemory-policy noeviction\n`)
  secret('queue_url', () => `redis://:${redis}@redis:6379`)
  for (const name of withDatabase()) {
    const password = secret(`${name}_database_password`, random)
    secret(`${name}_postgres_password`, random)
    secret(`${name}_database_url`, () => `postgres://${name}:${password}@postgres-${name}:5432/${name}`)
  }
  for (const name of ['router_secret', 'cookie_secret', 'key_encryption_secret', 'events_sealing_key'])
    secret(name, random)
  for (const holder of ['router', 'rover'])
    secret(`registry_${holder}_key`, () => `service:tradewind:${random()}`)
  secret('admin_password', () => randomBytes(12).toString('base64url'))
  return written
}

if (import.meta.main) {
  const folder = path.resolve(import.meta.dirname, '../.secrets')
  const written = writeSecrets(folder)
  console.log(
    written.length > 0 ? `Wrote to .secrets/: ${written.join(', ')}` : 'Every secret is there already.',
  )
  console.log(
    'The first administrator signs in with ADMIN_EMAIL and the password in .secrets/admin_password.',
  )
}
