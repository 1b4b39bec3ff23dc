import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DocumentNode, ExecutionResult, GraphQLError } from 'graphql'
import type { RouterContext } from '../context.ts'
import type { DocumentCache } from '../document-cache.ts'
import { acceptedJson } from '../http/accepted-json.ts'
import { commonHeaders } from '../http/headers.ts'
import type { ClientHeaders } from '../http/propagation.ts'
import { isValid, knownOperation, noteOperation } from '../operation.ts'
import type { KnownOperation } from '../operation.ts'
import { noteErrors } from '../observability/record.ts'
import type { Recalled } from '../persisted/index.ts'
import { allowanceHeaders } from '../rate-limit/rate-limit.ts'
import type { Steps } from '../steps.ts'
import { sendAnswer, toAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { answeredBy } from './metrics.ts'
import { clientHeaders, isPlain, readParameters, readWhole, withBody } from './request.ts'
import { share } from './share.ts'

export type Answering = (request: IncomingMessage, response: ServerResponse, context: RouterContext) => void

export interface HotPathOptions {
  readonly steps: Steps
  /** Documents by their text. */
  readonly documents: DocumentCache<DocumentNode>
  readonly maxBodyBytes: number
  /** What a client is told of an error. */
  readonly toClients: (error: unknown) => GraphQLError
  /** Answers whatever is not answered here. */
  readonly otherwise: Answering
}

/** An operation that has been executed before, with the variables of now. */
interface Recognised {
  readonly operation: KnownOperation
  readonly recalled: Recalled
  readonly variables: Readonly<Record<string, unknown>>
}

/**
 * Answers plain requests for operations that have come to be executed before: nothing about them is left to be checked
 * that depends on their text alone, and no object of the Fetch API is made. Any other request, and any that is to be
 * refused, is answered by Yoga as if it had not been here.
 */
export function createHotPath(options: HotPathOptions): Answering {
  const { steps, documents, maxBodyBytes, toClients } = options
  const { admit, persisted, execute, propagate, cors, sharing } = steps

  function otherwise(request: IncomingMessage, response: ServerResponse, context: RouterContext): void {
    if (request.method === 'POST') answeredBy.front.inc()
    options.otherwise(request, response, context)
  }

  function recognise(body: string, { engine }: RouterContext): Recognised | null {
    const parameters = readParameters(body)
    const recalled = parameters && persisted.recall(parameters)
    const document = recalled && documents.get(recalled.text)
    if (!document || !isValid(document, engine)) return null
    if (recalled.id === null && !persisted.isListed(document)) return null
    const operation = knownOperation(document, recalled.text, parameters.operationName ?? undefined)
    if (!operation.definition || !operation.hasOneAnswer) return null
    return { operation, recalled, variables: parameters.variables ?? {} }
  }

  /** Executes what is recognised; never rejects. */
  async function resultOf(
    { operation, variables }: Recognised,
    headers: ClientHeaders,
    context: RouterContext,
  ): Promise<ExecutionResult> {
    try {
      // It has one answer.
      const result = (await execute({ operation, variables, headers, context })) as ExecutionResult
      return result.errors ? { ...result, errors: result.errors.map(toClients) } : result
    } catch (error) {
      return { errors: [toClients(error)] }
    }
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    context: RouterContext,
  ): Promise<void> {
    const { accept, authorization, origin = null } = request.headers
    const type = acceptedJson(accept)
    if (type === null || !isPlain(request, maxBodyBytes)) return otherwise(request, response, context)
    const headers = clientHeaders(request.headers)
    try {
      await admit(context, headers)
    } catch {
      // The refusal is part of the context.
      return otherwise(request, response, context)
    }
    const bytes = await readWhole(request)
    if (!bytes) return undefined
    const body = bytes.toString()
    const recognised = recognise(body, context)
    if (!recognised) return otherwise(withBody(request, bytes), response, context)

    const { operation, recalled } = recognised
    const { record, requestId } = context
    noteOperation(record, operation)
    persisted.note(record, recalled)
    const make = async (of: RouterContext): Promise<Answer> => {
      const result = await resultOf(recognised, headers, of)
      noteErrors(of.record, result.errors)
      return toAnswer(result, type)
    }
    const answered =
      sharing && operation.definition?.operation === 'query'
        ? await share(sharing, { body, type, authorization, headers: propagate(headers) }, context, make)
        : await make(context)
    answeredBy.hotPath.inc()
    const left = context.allowance && allowanceHeaders(context.allowance)
    return sendAnswer(response, answered, { ...commonHeaders(requestId), ...cors(origin), ...left })
  }

  return (request, response, context) => {
    answer(request, response, context).catch((error: unknown) => {
      // Nobody is there to be answered.
      if (context.signal.aborted) return
      toClients(error)
      response.destroy()
    })
  }
}
