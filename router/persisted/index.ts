import type { Logger } from '@tradewind/service'
import { getOperationAST } from 'graphql'
import type { DocumentNode } from 'graphql'
import type { GraphQLParams } from 'graphql-yoga'
import type { RequestRecord, RouterContext, RouterPlugin } from '../context.ts'
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

/** An operation's text: as it came, or as what its id stands for. */
export interface Recalled {
  readonly text: string
  /** Null where the text itself came. */
  readonly id: string | null
  readonly outcome: 'listed' | 'automatic' | null
}

export interface PersistedQueries {
  readonly plugin: RouterPlugin
  /** The text of a request; null where there is anything to refuse, to register or to report, which the plugin does. */
  recall(params: GraphQLParams): Recalled | null
  /** Whether a document that came as text may be served, and there is nothing to report. */
  isListed(document: DocumentNode): boolean
  /** Notes that an operation is served under what it was recalled by. */
  note(record: RequestRecord, recalled: Recalled): void
}

/**
 * Operations that clients name by id instead of sending their text: published beforehand, or registered by the first
 * client that sends both. In the modes `safelist` and `safelist-ids-only` nothing else is served; error codes are those
 * of Apollo's router. What an id stands for is a text like any other: limits and validation come after this.
 */
export function persistedQueries(options: PersistedQueriesOptions): PersistedQueries {
  const { mode, published, logger } = options
  const isSafelist = mode === 'safelist' || mode === 'safelist-ids-only'
  const automatic = options.automatic && !isSafelist
  const registered = new DocumentCache<string>(REGISTERED_CHARACTERS, (text) => text.length)

  function lookUp(id: string): Recalled | null {
    const listed = published?.list?.textOf(id)
    if (listed !== undefined) return { text: listed, id, outcome: 'listed' }
    const known = automatic ? registered.get(id.toLowerCase()) : undefined
    return known === undefined ? null : { text: known, id, outcome: 'automatic' }
  }

  function note(record: RequestRecord, { id, outcome }: Recalled): void {
    if (id === null || outcome === null) return
    counted.inc({ outcome })
    record.persistedId = id
  }

  /** What an id stands for; throws the refusal that Apollo's clients know to act on. */
  function requireKnown(id: string): Recalled {
    const recalled = lookUp(id)
    if (recalled) return recalled
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
    if (isSafelist) requireList(published)
    if (isListed(document)) return
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

  function isListed(document: DocumentNode): boolean {
    if (mode === 'off') return true
    const list = published?.list
    // Nothing can be said of a list that is not there: a safelist then lets nothing through.
    return list ? list.hasBody(bodyHash(document)) : !isSafelist
  }

  const plugin: RouterPlugin = {
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
        const recalled = requireKnown(id)
        setParams({ ...params, query: recalled.text })
        note(record, recalled)
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

  return {
    plugin,
    isListed,
    note,
    recall(params) {
      const { query, extensions } = params
      const asked = extensions && 'persistedQuery' in extensions
      if (!asked && query)
        return mode === 'safelist-ids-only' ? null : { text: query, id: null, outcome: null }
      const id = query ? null : idOrNull(params)
      return id === null ? null : lookUp(id)
    },
  }
}

function idOrNull(params: GraphQLParams): string | null {
  try {
    return persistedId(params)
  } catch {
    return null
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
