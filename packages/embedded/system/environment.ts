import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { StartError } from '../error.ts'

const port = z.coerce.number().int().min(1).max(65_535)
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const shape = z.object({
  /** The address that router and console listen on; the subgraphs and PostgreSQL stay on this machine. */
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  POSTGRES_PORT: port.default(4300),
  /** A queue back end other than the embedded PostgreSQL. */
  QUEUE_URL: z.url({ protocol: /^(postgres(ql)?|rediss?)$/ }).optional(),
  /** The keys of an OpenID provider other than identity. */
  JWKS_URL: z.url().optional(),
  TOKEN_ISSUER: z.string().min(1).default('tradewind'),
  ADMIN_EMAIL: z.email().default('admin@tradewind.example'),
  ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  /** Whether the schema registry runs. */
  REGISTRY: z.stringbool({ error: 'must be true or false' }).default(true),
  /** Whether the demo shop is filled in at the first start. */
  DEMO_SHOP: z.stringbool({ error: 'must be true or false' }).default(true),
})

export type Settings = z.infer<typeof shape> & {
  /** Every variable as it was given, for the parts that know more of them than we do. */
  readonly all: Readonly<Record<string, string>>
  /** The names in `.env`. */
  readonly fileNames: readonly string[]
  /** `<PART>_PORT`, or the port by default. */
  portOf(part: string, byDefault: number): number
}

/**
 * Reads `.env` in the root, where there is one; the process' own environment goes before it.
 * @throws StartError that names every wrong value
 */
export function readSettings(root: string, own: Readonly<NodeJS.ProcessEnv>): Settings {
  const file = readEnvFile(path.join(root, '.env'))
  return parseSettings({ ...file, ...own }, file)
}

/** The settings in these values; `file` are those of them that `.env` gave. */
export function parseSettings(
  given: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string | undefined>> = {},
): Settings {
  // An empty value is a value not given, as everywhere in Tradewind.
  const all = Object.fromEntries(Object.entries(given).filter(([, value]) => value)) as Record<string, string>
  return {
    ...parse(shape, { ...all, ...fromFiles(all) }, file),
    all,
    fileNames: Object.keys(file),
    portOf: (part, byDefault) => {
      const name = `${part.toUpperCase().replaceAll('-', '_')}_PORT`
      return parse(z.object({ [name]: port.default(byDefault) }), all, file)[name]!
    },
  }
}

/** `NAME_FILE` names a file that holds the value of `NAME`: a secret need not be in the environment. */
function fromFiles(all: Readonly<Record<string, string>>): Record<string, string> {
  const found = Object.keys(shape.shape).flatMap((name) => {
    const file = all[`${name}_FILE`]
    if (!file) return []
    try {
      return [[name, readFileSync(file, 'utf8').trimEnd()]]
    } catch (error) {
      throw new StartError(`${name}_FILE names a file that cannot be read: ${(error as Error).message}.`)
    }
  })
  return Object.fromEntries(found) as Record<string, string>
}

function parse<Shape extends z.ZodObject>(
  schema: Shape,
  all: Readonly<Record<string, string>>,
  file: Readonly<Record<string, string | undefined>>,
): z.infer<Shape> {
  const parsed = schema.safeParse(all)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    const where = file[name] === all[name] ? '.env' : 'the environment'
    return `${name} in ${where} is not usable: ${issue.message}.`
  })
  throw new StartError(faults.join('\n  '))
}

function readEnvFile(file: string): Record<string, string | undefined> {
  if (!existsSync(file)) return {}
  const text = readFileSync(file, 'utf8')
  // parseEnv takes anything and drops what it does not understand; a value in quotes may span lines.
  const withoutQuoted = text.replaceAll(
    /(=\s*)(["'`])[\s\S]*?\2/g,
    (quoted) => `=${'\n'.repeat(linesIn(quoted))}`,
  )
  const wrong = withoutQuoted.split('\n').findIndex((line) => !/^\s*(#.*|(export\s+)?\w+\s*=.*)?$/.test(line))
  if (wrong !== -1)
    throw new StartError(`Line ${wrong + 1} of .env is not of the form NAME=value: mend or remove it.`)
  return parseEnv(text)
}

const linesIn = (text: string): number => text.split('\n').length - 1
