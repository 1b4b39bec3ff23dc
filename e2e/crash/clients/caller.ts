import { setTimeout as delay } from 'node:timers/promises'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { ClientError, type Variables } from 'graphql-request'
import { signIn, type Account } from '../../accounts.ts'
import { addTo, type Journal } from './journal.ts'

const ANSWER_WITHIN_MS = 20_000

/** Somebody who does not give up: a request is sent again, word for word, until it is answered. */
export interface Caller {
  readonly id: string
  /** @throws UnansweredError when there was no answer until the very end. */
  request<Answer, Input extends Variables>(
    document: TypedDocumentNode<Answer, Input>,
    variables: Input,
  ): Promise<Answer>
}

export class UnansweredError extends Error {
  override readonly name = 'UnansweredError'
}

export interface CallerOptions {
  readonly graphqlUrl: string
  readonly account: Account
  readonly password: string
  readonly journal: Journal
  /** Aborted when whoever has no answer yet is to go home without. */
  readonly end: AbortSignal
}

export function createCaller({ graphqlUrl, account, password, journal, end }: CallerOptions): Caller {
  let { client } = account

  const renew = async (): Promise<void> => {
    ;({ client } = await signIn(graphqlUrl, { email: account.email, password }))
  }
  return {
    id: account.id,
    async request(document, variables) {
      for (;;) {
        try {
          const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
          // Its types cannot tell that a generic input is what the document asks for.
          return await client.request({ document, variables, signal } as never)
        } catch (error) {
          const trouble = nameOf(error)
          addTo(journal.troubles, trouble)
          if (end.aborted) {
            journal.unanswered.push(`${JSON.stringify(variables)} (${trouble})`)
            throw new UnansweredError(trouble)
          }
          if (trouble === 'UNAUTHENTICATED') await renew().catch(() => undefined)
          await delay(200, undefined, { signal: end }).catch(() => undefined)
        }
      }
    },
  }
}

/** The code of a GraphQL error, or the status, or what became of the connection. */
function nameOf(error: unknown): string {
  if (error instanceof ClientError) {
    const code: unknown = error.response.errors?.[0]?.extensions?.['code']
    return typeof code === 'string' ? code : `HTTP ${error.response.status}`
  }
  const { name, cause } = error as Error & { cause?: { code?: string } }
  return cause?.code ?? name
}
