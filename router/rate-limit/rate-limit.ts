import type { RouterPlugin, Visit } from '../context.ts'
import { refusal } from '../errors/errors.ts'
import type { ClientHeaders } from '../http/propagation.ts'
import { clientAddress } from './client-address.ts'
import type { Allowance, Limiter, LimiterStore } from './limiter.ts'

export interface RateLimitOptions {
  readonly store: LimiterStore
  /** Requests a minute from one address, and from one user; 0 for any number. */
  readonly perClient: number
  readonly perUser: number
  /** How many proxies of ours requests come through. */
  readonly proxies: number
}

/** Two steps, each undefined where nothing is limited; they reject with the refusal. */
export interface RateLimits {
  readonly byClient: ((context: Visit, headers: Pick<ClientHeaders, 'get'>) => Promise<void>) | undefined
  /** Once it is known who the user is. */
  readonly byUser: ((context: Visit) => Promise<void>) | undefined
}

export function rateLimits({ store, perClient, perUser, proxies }: RateLimitOptions): RateLimits {
  const clients = perClient > 0 ? store.limiter('client', perClient) : undefined
  const users = perUser > 0 ? store.limiter('user', perUser) : undefined
  return {
    byClient:
      clients &&
      ((context, headers) => {
        const forwardedFor = headers.get('x-forwarded-for') ?? undefined
        return take(context, clients, clientAddress(context.peer, forwardedFor, proxies))
      }),
    byUser:
      users &&
      (async (context) => {
        if (context.viewer) await take(context, users, context.viewer.id)
      }),
  }
}

async function take(context: Visit, limiter: Limiter, key: string): Promise<void> {
  const allowance = await limiter.take(key)
  const before = context.allowance
  // The answer tells of whichever ends first.
  if (!before || allowance.remaining <= before.remaining) context.allowance = allowance
  if (allowance.allowed) return
  throw refusal(
    'REQUEST_RATE_LIMITED',
    `At most ${allowance.limit} requests a minute are answered; send the next one in ${allowance.resetSeconds} seconds.`,
    { status: 429, headers: { 'retry-after': String(allowance.resetSeconds) } },
  )
}

/** Answers say what is left (draft-ietf-httpapi-ratelimit-headers-07), refusals when to come again. */
export const allowanceHeaders = (allowance: Allowance): Record<string, string> => ({
  'ratelimit-policy': `${allowance.limit};w=${allowance.windowSeconds}`,
  'ratelimit-limit': String(allowance.limit),
  'ratelimit-remaining': String(allowance.remaining),
  'ratelimit-reset': String(allowance.resetSeconds),
})

/** Puts them on what Yoga answers. */
export const tellAllowance = (): RouterPlugin => ({
  onResponse({ response, serverContext: { allowance } }) {
    if (!allowance) return
    for (const [name, value] of Object.entries(allowanceHeaders(allowance))) response.headers.set(name, value)
  },
})
