import type { Logger } from '@tradewind/service'
import { getOperationAST } from 'graphql'
import type { DocumentNode } from 'graphql'
import type { GraphQLParams } from 'graphql-yoga'
import type { RouterContext, RouterPlugin } from '../context.ts'
import { DocumentCache } from '../document-cache.ts'
import type { Environment } from '../environment.ts'
import { refusal } from '../errors/errors.ts'
import { persistedQueries as counted } from '../observability/metrics.ts'
import { hashOf } from '../operation.ts'
import { bodyHash } from './body.ts'
import type { PersistedQueryList } from './list.ts'
import type { PublishedQueries } from './published.ts'
import { checkHash, persistedId } from './request.ts'

/** Texts that clients registered are kept up to this many characters together, the most recently used ones. */
const REGISTERED_CHARACTERS = 1_000_000

export interface PersistedQueriesOptions {
  readonly mode: Environment['PERSISTED_QUERIES']
  /** Whether clients may register operations by sending hash and text once (APQ), where there is no safelist. */
  readonly automatic: boolean
  /** Null in the mode `off`. */
  readonly published: PublishedQueries | null
  readonly logger: Logger
}

/**
 * Operations that clients name by id instead of sending their text: published beforehand, or registered by the first
 * client that sends both. In the modes `safelist` and `safelist-ids-only` nothing else is served; error codes are those
 * of Apollo's router. What an id stands for is a text like any other: limits and validation come after this.
 */
export function persistedQueries(options: PersistedQueriesOptions): RouterPlugin {
  const { mode, published, logger } = options
  const isSafelist = mode === 'safelist' || mode === 'safelist-ids-only'
  const automatic = options.automatic && !isSafelist
  const registered = new DocumentCache<string>(REGISTERED_CHARACTERS, (text) => text.length)

  /** The text an id stands for; throws the refusal that Apollo's clients know to act on. */
  function textOf(id: string): string {
    const listed = published?.list?.textOf(id)
    if (listed !== undefined) {
      counted.inc({ outcome: 'listed' })
      return listed
    }
    const known = automatic ? registered.get(id.toLowerCase()) : undefined
    if (known !== undefined) {
      counted.inc({ outcome: 'automatic' })
      return known
    }
    counted.inc({ outcome: 'unknown' })
    if (isSafelist) {
      requireList(published)
      throw refusal(
        'PERSISTED_QUERY_NOT_IN_LIST',
        `Persisted query '${id}' not found in the persisted query list`,
      )
    }
    // Apollo's clients look for these very messages, and send the text next. It is no failure to them: HTTP 200.
    throw automatic
      ? refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { status: 200 })
      : refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', { status: 200 })
  }

  /** Whether a document that came as text may be served. */
  function checkBody(document: DocumentNode, source: string, operationName: string | undefined): void {
    const list = isSafelist ? requireList(published) : published?.list
    if (!list || list.hasBody(bodyHash(document))) return
    counted.inc({ outcome: 'unlisted' })
    if (isSafelist) {
      throw refusal(
        'QUERY_NOT_IN_SAFELIST',
        'The operation body was not found in the persisted query safelist',
      )
    }
    const operation = getOperationAST(document, operationName)?.name?.value.slice(0, 100)
    logger.info(
      { operation, operationHash: hashOf(document, source) },
      'An operation that is not on the list.',
    )
  }

  return {
    onParams({ params, setParams, context }) {
      const { record } = context
      const id = persistedId(params)
      if (mode === 'safelist-ids-only' && params.query) {
        throw refusal(
          'PERSISTED_QUERY_ID_REQUIRED',
          'This endpoint does not allow freeform GraphQL requests; operations must be sent by ID in the persisted queries GraphQL extension.',
        )
      }
      // A text that is none is refused as such, later.
      if (id === null || (params.query != null && typeof params.query !== 'string')) return
      if (params.query) checkHash(id, params.query)
      else {
        setParams({ ...params, query: textOf(id) })
        record.persistedId = id
      }
    },
    onParse({ context: { record, params }, params: { source } }) {
      if (mode === 'off' || record.persistedId !== undefined) return
      return ({ result }) => {
        if (result && !(result instanceof Error))
          checkBody(result as DocumentNode, String(source), params.operationName)
      }
    },
    onExecute({ args }) {
      const { params, record } = args.contextValue as RouterContext & { readonly params: GraphQLParams }
      // Only what has passed every check is worth keeping.
      const id = automatic && record.persistedId === undefined ? persistedId(params) : null
      if (id !== null && params.query) registered.set(id.toLowerCase(), params.query)
    },
  }
}

/** Throws while nothing is known of what may be served: without its list a safelist lets nothing through. */
function requireList(published: PublishedQueries | null): PersistedQueryList {
  if (published?.list) return published.list
  throw refusal(
    'PERSISTED_QUERIES_UNAVAILABLE',
    'Which operations are allowed is not known at the moment; try again shortly.',
    { status: 503 },
  )
}
