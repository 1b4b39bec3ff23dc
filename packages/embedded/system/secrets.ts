import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { StartError } from '../error.ts'

const shape = z.object({
  /** The superuser's password. */
  postgres: z.string(),
  /** The passwords of the roles, by name. */
  roles: z.record(z.string(), z.string()),
  router: z.string(),
  keyEncryption: z.string(),
  cookie: z.string(),
  /** What secret fields of events are sealed with; missing in a file of an earlier release. */
  sealing: z.string().optional(),
  /** The secrets of the keys that the registry lets in: the router's, and one for rover. */
  routerKey: z.string().optional(),
  roverKey: z.string().optional(),
  /** The first administrator, as given to identity when there was none yet. */
  admin: z.object({ email: z.string(), password: z.string() }),
})

export type Secrets = Required<z.infer<typeof shape>>

/**
 * The secrets of this checkout, made at its first start, and complemented when there are new roles or secrets. Nobody but the
 * owner of the file may read them.
 */
export function openSecrets(
  file: string,
  roles: readonly string[],
  admin: { email: string; password?: string | undefined },
): Secrets {
  const existing = existsSync(file) ? readSecrets(file) : null
  const secrets = {
    postgres: secret(),
    router: secret(),
    keyEncryption: secret(),
    cookie: secret(),
    sealing: secret(),
    routerKey: secret(),
    roverKey: secret(),
    admin: { email: admin.email, password: admin.password ?? secret(9) },
    ...existing,
    roles: { ...Object.fromEntries(roles.map((role) => [role, secret()])), ...existing?.roles },
  }
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return secrets
}

/** @throws StartError when the file is not what was written */
export function readSecrets(file: string): z.infer<typeof shape> {
  try {
    return shape.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new StartError(
      `${file} is damaged, and without it the databases cannot be opened: restore it, or delete its folder to begin anew.`,
    )
  }
}

const secret = (bytes = 24): string => randomBytes(bytes).toString('base64url')
