import type { DocumentNode, GraphQLError } from 'graphql'
import type { RouterPlugin } from '../context.ts'
import type { DocumentCache } from '../document-cache.ts'
import type { Environment } from '../environment.ts'
import { refusal } from '../errors/errors.ts'
import { aliasLimit } from './aliases.ts'
import { bodySizeLimit } from './body-size.ts'
import { depthLimit, nestingLimit } from './depth.ts'
import { directiveLimit } from './directives.ts'
import { fieldLimit } from './fields.ts'
import type { DocumentLimit } from './limit.ts'
import { operationLimit } from './operations.ts'
import { querySizeLimit } from './query-size.ts'
import { rootFieldLimit } from './root-fields.ts'
import { tokenLimit } from './tokens.ts'

type Limits = Pick<
  Environment,
  | 'MAX_BODY_BYTES'
  | 'MAX_QUERY_BYTES'
  | 'MAX_TOKENS'
  | 'MAX_OPERATIONS'
  | 'MAX_DEPTH'
  | 'MAX_FIELDS'
  | 'MAX_ALIASES'
  | 'MAX_ROOT_FIELDS'
  | 'MAX_DIRECTIVES'
>

/**
 * Every bound on what a client may send, in the order in which they are checked; `batching` comes before, `cost/` after
 * validation.
 */
export function limits(environment: Limits, documents: DocumentCache<DocumentNode>): RouterPlugin[] {
  return [
    bodySizeLimit(environment.MAX_BODY_BYTES),
    querySizeLimit(environment.MAX_QUERY_BYTES),
    tokenLimit(environment.MAX_TOKENS, documents),
    documentLimits([
      operationLimit(environment.MAX_OPERATIONS),
      depthLimit(environment.MAX_DEPTH),
      nestingLimit(environment.MAX_DEPTH),
      fieldLimit(environment.MAX_FIELDS),
      aliasLimit(environment.MAX_ALIASES),
      rootFieldLimit(environment.MAX_ROOT_FIELDS),
      directiveLimit(environment.MAX_DIRECTIVES),
    ]),
  ]
}

/** Checks before validation, some of whose rules cost the square of what these limits bound. */
function documentLimits(checks: readonly DocumentLimit[]): RouterPlugin {
  // Documents are remembered by their text, and then they are the same object.
  const within = new WeakSet<DocumentNode>()
  return {
    onValidate({ params: { documentAST }, setResult }) {
      if (within.has(documentAST)) return
      const errors = checks.flatMap(({ code, max, measure, explain }): GraphQLError[] => {
        const measured = measure(documentAST)
        return measured > max ? [refusal(code, explain(measured))] : []
      })
      if (errors.length > 0) setResult(errors)
      else within.add(documentAST)
    },
  }
}
