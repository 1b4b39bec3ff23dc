import { createLogger } from '@tradewind/service'
import type { Viewer } from '@tradewind/service'
import { parse, print } from 'graphql'
import type { ExecutionResult } from 'graphql'
import { createAuthorisation } from '../authorise.ts'
import type { Asked, AuthorisationOptions, Authorise } from '../authorise.ts'
import { mappedPolicies } from '../policies.ts'
import { oneSubgraph } from '../../test/fixtures/supergraph.ts'

/** The engine of one subgraph's schema, as far as authorisation looks at it. */
export const engineOf = (sdl: string): Asked['engine'] =>
  oneSubgraph('"@key", "@authenticated", "@requiresScopes", "@policy"', sdl)

export const silent = createLogger('router', 'silent')

export const authoriser = (options: Partial<AuthorisationOptions> = {}): Authorise =>
  createAuthorisation({
    policies: mappedPolicies(new Map()),
    rejectUnauthorised: false,
    logger: silent,
    ...options,
  })

export function someone(scopes: string[] = [], roles: Viewer['roles'] = ['CUSTOMER']): Viewer {
  return {
    id: crypto.randomUUID(),
    sessionId: crypto.randomUUID(),
    roles,
    scopes: new Set(scopes),
    expiresAt: new Date(Date.now() + 600_000),
  }
}

/** What became of an operation: its text without white space, or null when it was refused; the paths that were cut. */
export async function outcomeOf(
  authorise: Authorise,
  engine: Asked['engine'],
  source: string,
  viewer: Viewer | null = null,
): Promise<{ left: string | null; cut: string[]; complete: (data: object) => ExecutionResult }> {
  const document = parse(source)
  const authorised = await authorise({
    engine,
    document,
    source,
    hash: source,
    operationName: undefined,
    viewer,
  })
  const refused = authorised.outcome === 'refused'
  const complete = (data: object): ExecutionResult =>
    refused ? authorised.result : authorised.complete({ data: data as Record<string, unknown> })
  return {
    left: refused ? null : print(authorised.operation.document).replaceAll(/\s+/g, ' ').trim(),
    cut: (complete({}).errors ?? []).map(({ path }) => path?.join('.') ?? ''),
    complete,
  }
}
