import type { ServerResponse } from 'node:http'
import type { Attributes } from '@opentelemetry/api'
import { getOperationAST, type OperationDefinitionNode } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { currentTraceparent, withTraceparent } from '../trace.ts'
import { tracingOf } from './tracing.ts'

/**
 * Runs work as `withTraceparent` does, and tells of it as a span of this part of the system where its spans are
 * collected. The span is the parent of whatever the work causes.
 */
export function withSpan<Result>(
  part: string,
  name: string,
  attributes: Attributes,
  traceparent: string | null | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  return withTraceparent(traceparent, async () => {
    const span = tracingOf(part)?.begin(name, 'consumer', currentTraceparent()!, traceparent)
    if (!span) return work()
    try {
      const result = await work()
      span.end(attributes, false)
      return result
    } catch (error) {
      span.end(attributes, true)
      throw error
    }
  })
}

const operations = new WeakMap<ServerResponse, OperationDefinitionNode>()

/** Notes which operation a request is for, so that its span can tell. */
export const spanPlugin = (part: string): Plugin<{ readonly res: ServerResponse }> => ({
  onExecute({ args: { document, operationName, contextValue } }) {
    const operation = tracingOf(part) && getOperationAST(document, operationName)
    if (operation) operations.set(contextValue.res, operation)
  },
})

/** Makes a span of the present work, which answers a request; `parent` is the traceparent that came with it. */
export function traceRequest(part: string, response: ServerResponse, parent: string | undefined): void {
  const span = tracingOf(part)?.begin('graphql request', 'server', currentTraceparent()!, parent)
  if (!span) return
  response.once('close', () => {
    const { operation, name } = operations.get(response) ?? {}
    const answered = response.writableFinished
    span.end(
      {
        ...(operation && { 'graphql.operation.type': operation }),
        ...(name && { 'graphql.operation.name': name.value.slice(0, 100) }),
        ...(answered && { 'http.response.status_code': response.statusCode }),
      },
      !answered || response.statusCode >= 500,
    )
  })
}
