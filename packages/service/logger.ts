import { pino } from 'pino'
import { currentTraceparent } from './trace.ts'

export type Logger = pino.Logger

const secrets = [
  'authorization',
  'cookie',
  'password',
  'paymentToken',
  'refreshToken',
  'accessToken',
  'token',
  'secret',
]

/** An error without what PostgreSQL says in detail: that quotes whole rows, and rows hold what no log may. */
function withoutRows(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { meta: _meta, detail: _detail, ...rest } = pino.stdSerializers.err(error)
  return rest
}

/** A structured log on standard output, one JSON object a line. Fields named like secrets are removed at two levels. */
export function createLogger(name: string, level = 'info'): Logger {
  return pino({
    name,
    level,
    base: { name },
    serializers: { err: withoutRows },
    redact: {
      paths: secrets.flatMap((secret) => [secret, `*.${secret}`, `*.headers.${secret}`]),
      remove: true,
    },
    mixin: () => {
      const traceId = currentTraceparent()?.split('-')[1]
      return traceId ? { traceId } : {}
    },
  })
}
