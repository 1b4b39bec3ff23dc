import { signAccessToken } from '../crypto/access-token.ts'
import type { RefreshToken } from '../crypto/refresh-token.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../data/customers.ts'
import type { LiveSession } from '../domain/session.ts'
import type { ResolversTypes } from './generated/types.ts'
import { showToThemself } from './visibility.ts'

/** What a client gets of its session: a fresh access token beside the refresh token. */
export async function toSessionPayload(
  { keys, issuer, clock }: Context,
  customer: Customer,
  session: LiveSession,
  refreshToken: RefreshToken,
): Promise<Awaited<ResolversTypes['Session']>> {
  const subject = { customerId: customer.id, sessionId: session.id, roles: customer.roles }
  const accessToken = await signAccessToken(subject, await keys.signer(), issuer, clock())
  return {
    accessToken: accessToken.value,
    accessTokenExpiresAt: accessToken.expiresAt,
    refreshToken: refreshToken.value,
    refreshTokenExpiresAt: session.expiresAt,
    customer: showToThemself(customer),
  }
}
