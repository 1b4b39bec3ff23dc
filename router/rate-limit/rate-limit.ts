import type { RouterPlugin } from '../context.ts'
import { refusal } from '../errors/errors.ts'
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

/**
 * Two steps: requests are counted by the client's address before their token is looked at, and by user after that.
 * Answers say what is left (draft-ietf-httpapi-ratelimit-headers-07), refusals when to come again.
 */
export function rateLimits(options: RateLimitOptions): { byClient: RouterPlugin; byUser: RouterPlugin } {
  const { store, perClient, perUser, proxies } = options
  const clients = perClient > 0 ? store.limiter('client', perClient) : undefined
  const users = perUser > 0 ? store.limiter('user', perUser) : undefined
  const allowances = new WeakMap<Request, Allowance>()

  async function take(request: Request, limiter: Limiter, key: string): Promise<void> {
    const allowance = await limiter.take(key)
    const before = allowances.get(request)
    // The answer tells of whichever ends first.
    if (!before || allowance.remaining <= before.remaining) allowances.set(request, allowance)
    if (allowance.allowed) return
    throw refusal(
      'REQUEST_RATE_LIMITED',
      `At most ${allowance.limit} requests a minute are answered; send the next one in ${allowance.resetSeconds} seconds.`,
      { status: 429, headers: { 'retry-after': String(allowance.resetSeconds) } },
    )
  }

  return {
    byClient: {
      async onRequestParse({ request, serverContext }) {
        if (!clients) return
        const forwardedFor = request.headers.get('x-forwarded-for') ?? undefined
        await take(request, clients, clientAddress(serverContext.peer, forwardedFor, proxies))
      },
      onResponse({ request, response }) {
        const allowance = allowances.get(request)
        if (!allowance) return
        response.headers.set('ratelimit-policy', `${allowance.limit};w=${allowance.windowSeconds}`)
        response.headers.set('ratelimit-limit', String(allowance.limit))
        response.headers.set('ratelimit-remaining', String(allowance.remaining))
        response.headers.set('ratelimit-reset', String(allowance.resetSeconds))
      },
    },
    byUser: {
      async onRequestParse({ request, serverContext: { viewer } }) {
        if (users && viewer) await take(request, users, viewer.id)
      },
    },
  }
}
