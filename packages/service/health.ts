import type { Logger } from './logger.ts'

/** What must answer before a process may be sent work, by name. A check throws when its part does not answer. */
export type HealthChecks = Readonly<Record<string, () => Promise<unknown>>>

export const CHECK_TIMEOUT_MS = 2_000

/** `/health/live`: the process answers at all. */
export const liveResponse = (): Response => Response.json({ status: 'live' })

/** How each part of a process is; what a part that does not answer said is for the log alone. */
export async function checkHealth(
  checks: HealthChecks,
  logger: Logger,
): Promise<Record<string, 'ready' | 'unavailable'>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await withTimeout(check(), CHECK_TIMEOUT_MS)
        return [name, 'ready'] as const
      } catch (error) {
        logger.warn(
          { check: name, error: (error as Error).message },
          'A part this process needs does not answer.',
        )
        return [name, 'unavailable'] as const
      }
    }),
  )
  return Object.fromEntries(results)
}

/** `/health/ready`: 200 when every check passes in time, 503 otherwise, naming the parts but not what they said. */
export async function readyResponse(checks: HealthChecks, logger: Logger): Promise<Response> {
  const states = await checkHealth(checks, logger)
  const ready = Object.values(states).every((state) => state === 'ready')
  return Response.json(
    { status: ready ? 'ready' : 'unavailable', checks: states },
    { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  )
}

async function withTimeout(work: Promise<unknown>, milliseconds: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds)
  try {
    await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
