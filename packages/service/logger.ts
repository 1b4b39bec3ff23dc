import { pino } from 'pino'
import { loggedError, withoutCredentials } from './logged-error.ts'
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

/**
 * A structured log on standard output, one JSON object a line. Fields named like secrets are removed at two levels, and
 * so are passwords in URLs, and the values that errors quote.
 */
export function createLogger(name: string, level = 'info'): Logger {
  return pino({
    name,
    level,
    base: { name },
    serializers: { err: loggedError },
    hooks: { streamWrite: withoutCredentials },
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
