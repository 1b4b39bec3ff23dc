import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Settings that are missing or wrong; its message lists every one of them, a line each. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}

/**
 * Parses a process' settings once, at its start. `NAME_FILE` may name a file that holds the value of `NAME`
 * (secrets mounted by a container engine). Throws EnvironmentError that names all faults at once and no value.
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Readonly<Record<string, string | undefined>> = process.env,
): z.infer<z.ZodObject<Shape>> {
  const values: Record<string, string | undefined> = {}
  const faults: string[] = []
  for (const name of Object.keys(shape)) {
    try {
      values[name] = readValue(name, source)
    } catch (error) {
      faults.push((error as Error).message)
    }
  }
  const parsed = z.object(shape).safeParse(values)
  if (!parsed.success) {
    const unreadable = new Set(faults.map((fault) => fault.split(' ')[0]))
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0])
      if (unreadable.has(`${name}_FILE`)) continue
      faults.push(values[name] === undefined ? `${name} is not set.` : `${name}: ${issue.message}.`)
    }
  }
  if (faults.length > 0 || !parsed.success) {
    throw new EnvironmentError(`These settings need your attention:\n  ${faults.join('\n  ')}`)
  }
  return parsed.data
}

function readValue(name: string, source: Readonly<Record<string, string | undefined>>): string | undefined {
  const file = source[`${name}_FILE`]
  if (!file) return source[name] === '' ? undefined : source[name]
  try {
    return readFileSync(file, 'utf8').trimEnd()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`${name}_FILE names a file that cannot be read (${code}).`, { cause: error })
  }
}

/** A TCP port; 0 lets the system choose a free one. */
export const port = z.coerce.number().int().min(0).max(65_535)

/** What every process of Tradewind reads. */
export const processEnvironment = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port,
}

/** What it takes to check access tokens: where the public keys are, and who must have issued the token. */
export const tokenEnvironment = {
  JWKS_URL: z.url(),
  TOKEN_ISSUER: z.string().min(1).default('tradewind'),
}

/** The secret that router and subgraphs share; the router signs its requests to them with it. */
export const routerSecret = z.string().min(32, 'must have at least 32 characters')

/** Where spans are sent to: an OpenTelemetry collector (OTLP over HTTP). */
export const tracingEnvironment = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
}

/** What every subgraph reads. */
export const subgraphEnvironment = {
  ...processEnvironment,
  ...tokenEnvironment,
  ...tracingEnvironment,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  QUEUE_URL: z.url({ protocol: /^(postgres(ql)?|rediss?)$/ }),
  ROUTER_SECRET: routerSecret,
}

export type ProcessEnvironment = z.infer<z.ZodObject<typeof processEnvironment>>
export type TokenEnvironment = z.infer<z.ZodObject<typeof tokenEnvironment>>
export type SubgraphEnvironment = z.infer<z.ZodObject<typeof subgraphEnvironment>>
