import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TOKEN_AUDIENCE, type Role } from '@tradewind/service'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** Who a test signs in as; what is left out gets a sensible value. */
export interface TestViewer {
  readonly id?: string
  readonly sessionId?: string
  readonly roles?: readonly Role[]
  readonly scopes?: readonly string[]
}

export interface TokenOptions {
  /** As jose takes it: `10m`, `-1s` for an expired one. */
  readonly expiresIn?: string
  readonly issuer?: string
  readonly audience?: string
}

export interface TokenIssuer {
  readonly jwksUrl: string
  readonly issuer: string
  sign(viewer?: TestViewer, options?: TokenOptions): Promise<string>
  stop(): Promise<void>
}

/** An issuer of access tokens in identity's place: its own Ed25519 key, published over HTTP. */
export async function createTokenIssuer(issuer = 'tradewind'): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const kid = randomUUID()
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' }] })
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(jwks)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    jwksUrl: `http://127.0.0.1:${port}/.well-known/jwks.json`,
    issuer,
    sign: (viewer = {}, options = {}) =>
      new SignJWT({
        sid: viewer.sessionId ?? randomUUID(),
        roles: viewer.roles ?? ['CUSTOMER'],
        scope: (viewer.scopes ?? []).join(' '),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setSubject(viewer.id ?? randomUUID())
        .setIssuer(options.issuer ?? issuer)
        .setAudience(options.audience ?? TOKEN_AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(options.expiresIn ?? '10m')
        .sign(privateKey),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
