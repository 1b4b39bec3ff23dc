import { validate } from 'graphql'
import type { ExecutionResult } from 'graphql'
import type { Engine } from '../engine/engine.ts'
import type { Execute, ExecutionRequest } from '../execution.ts'
import { isValid, noteValid } from '../operation.ts'
import { Streamed } from './streamed.ts'

/** Executes, and has a subscription go on when the supergraph changes. */
export function renewable(execute: Execute): Execute {
  async function over(request: ExecutionRequest, engine: Engine): Promise<Streamed | null | 'unavailable'> {
    const { document } = request.operation
    if (!isValid(document, engine)) {
      if (validate(engine.schema, document, undefined, { maxErrors: 1 }).length > 0) return null
      noteValid(document, engine)
    }
    const { record } = request.context
    const costSoFar = record.cost?.actual
    const result = await start({ ...request, context: { ...request.context, engine } })
    if (!(result instanceof Streamed)) return isUnavailable(result) ? 'unavailable' : null
    // What is told of the subscription at its end is of all of it.
    if (record.cost && costSoFar !== undefined) record.cost.actual = costSoFar
    return result
  }

  async function start(request: ExecutionRequest): Promise<ExecutionResult | Streamed> {
    const result = await execute(request)
    if (!(result instanceof Streamed) || result.kind !== 'subscription') return result
    const { kind, parts, finish } = result
    const { engine } = request.context
    return new Streamed(kind, parts, finish, { engine, over: (next) => over(request, next) })
  }
  return start
}

const isUnavailable = ({ errors = [] }: ExecutionResult): boolean =>
  errors.some(({ extensions: { code } }) => code === 'SUBGRAPH_UNAVAILABLE')
