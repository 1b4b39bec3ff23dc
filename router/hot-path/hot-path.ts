import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DocumentNode, ExecutionResult } from 'graphql'
import type { RouterContext } from '../context.ts'
import type { DocumentCache } from '../document-cache.ts'
import { acceptedJson } from '../http/accepted-json.ts'
import { isValid, knownOperation, noteOperation } from '../operation.ts'
import type { KnownOperation } from '../operation.ts'
import { noteErrors } from '../observability/record.ts'
import type { Recalled } from '../persisted/index.ts'
import { allowanceHeaders } from '../rate-limit/rate-limit.ts'
import type { Steps } from '../steps.ts'
import { sendAnswer, toAnswer } from './answer.ts'
import { answeredBy } from './metrics.ts'
import { clientHeaders, isPlain, readParameters, readWhole, withBody } from './request.ts'

export type Answering = (request: IncomingMessage, response: ServerResponse, context: RouterContext) => void

export interface HotPathOptions {
  readonly steps: Steps
  /** Documents by their text. */
  readonly documents: DocumentCache<DocumentNode>
  readonly maxBodyBytes: number
  /** What a client is told of an error. */
  readonly toClients: (error: unknown) => Error
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
export function createHotPath({
  steps,
  documents,
  maxBodyBytes,
  toClients,
  otherwise,
}: HotPathOptions): Answering {
  const { admit, persisted, execute, cors } = steps
  const passOn: Answering = (request, response, context) => {
    if (request.method === 'POST') answeredBy.front.inc()
    otherwise(request, response, context)
  }

  function recognise(body: Buffer, { engine }: RouterContext): Recognised | null {
    const parameters = readParameters(body.toString())
    const recalled = parameters && persisted.recall(parameters)
    const document = recalled && documents.get(recalled.text)
    if (!document || !isValid(document, engine)) return null
    if (recalled.id === null && !persisted.isListed(document)) return null
    const operation = knownOperation(document, recalled.text, parameters.operationName ?? undefined)
    if (!operation.definition || !operation.hasOneAnswer) return null
    return { operation, recalled, variables: parameters.variables ?? {} }
  }

  async function resultOf(
    { operation, variables }: Recognised,
    request: IncomingMessage,
    context: RouterContext,
  ): Promise<ExecutionResult> {
    try {
      const headers = clientHeaders(request.headers)
      const result = (await execute({ operation, variables, headers, context })) as ExecutionResult
      return result.errors ? { ...result, errors: result.errors.map(toClients) as never } : result
    } catch (error) {
      return { errors: [toClients(error) as never] }
    }
  }

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    context: RouterContext,
  ): Promise<void> {
    const type = acceptedJson(request.headers.accept)
    if (type === null || !isPlain(request, maxBodyBytes)) return passOn(request, response, context)
    try {
      await admit(context, clientHeaders(request.headers))
    } catch {
      // The refusal is part of the context.
      return passOn(request, response, context)
    }
    const body = await readWhole(request)
    if (!body) return undefined
    const recognised = recognise(body, context)
    if (!recognised) return passOn(withBody(request, body), response, context)

    answeredBy.hotPath.inc()
    const { record, allowance } = context
    noteOperation(record, recognised.operation)
    persisted.note(record, recognised.recalled)
    const result = await resultOf(recognised, request, context)
    noteErrors(record, result.errors)
    const { origin = null } = request.headers
    const own = allowance ? { ...cors(origin), ...allowanceHeaders(allowance) } : cors(origin)
    return sendAnswer(response, toAnswer(result, type), own)
  }

  return (request, response, context) => void answer(request, response, context)
}
