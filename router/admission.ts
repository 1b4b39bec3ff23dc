import type { TokenVerifier } from '@tradewind/service'
import { authenticate } from './authentication.ts'
import type { RouterPlugin, Visit } from './context.ts'
import type { ClientHeaders } from './http/propagation.ts'
import type { RateLimits } from './rate-limit/rate-limit.ts'

/**
 * Decides whether a request is served at all, before anything of it is read, and notes who sends it. Decided once for
 * each request, however often it is asked; rejects with the refusal.
 */
export type Admit = (context: Visit, headers: Pick<ClientHeaders, 'get'>) => Promise<void>

/** Requests are counted by the client's address before their token is looked at, and by user after that. */
export function createAdmission(verify: TokenVerifier, { byClient, byUser }: RateLimits): Admit {
  async function decide(context: Visit, headers: Pick<ClientHeaders, 'get'>): Promise<void> {
    if (byClient) await byClient(context, headers)
    context.viewer = await authenticate(verify, headers.get('authorization'))
    if (byUser) await byUser(context)
  }
  return (context, headers) => (context.admission ??= decide(context, headers))
}

export const admission = (admit: Admit): RouterPlugin => ({
  onRequestParse: ({ request, serverContext }) => admit(serverContext, request.headers),
})
