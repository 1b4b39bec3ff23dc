import type { Logger, Viewer } from '@tradewind/service'
import type { ExecutionResult } from 'graphql'
import type { Engine } from '../engine/engine.ts'
import { createAnalyser } from './analysis.ts'
import type { Analyser, Text } from './analysis.ts'
import { refusedErrors, unauthorisedErrors } from './errors.ts'
import type { PolicyEvaluator } from './policies.ts'
import { isMet } from './requirement.ts'
import type { Rights } from './requirement.ts'
import { restoreNulls } from './restore.ts'

/** A valid operation, and who asks for it. */
export interface Asked extends Text {
  readonly engine: Pick<Engine, 'schema' | 'supergraphSdl'>
  readonly viewer: Viewer | null
}

/** What becomes of an operation. */
export type Authorised =
  | { readonly outcome: 'refused'; readonly result: ExecutionResult }
  | {
      readonly outcome: 'execute'
      /** The one that was asked for, or what is left of it: the same object for all who may see the same of it. */
      readonly operation: Text
      /** Adds to the result what the client has to know of what was cut. */
      complete(result: ExecutionResult): ExecutionResult
    }

export type Authorise = (asked: Asked) => Promise<Authorised>

export interface AuthorisationOptions {
  readonly policies: PolicyEvaluator
  /** Refuse an operation of which anything may not be seen, instead of answering the rest. */
  readonly rejectUnauthorised: boolean
  readonly logger: Logger
}

/**
 * Enforces `@authenticated`, `@requiresScopes` and `@policy` on operations, as Apollo Router does: fields that may not
 * be seen are cut before anything is planned, and the rest is answered. What is remembered is remembered by document
 * and by what is not met, never by who asked.
 */
export function createAuthorisation({
  policies: evaluate,
  rejectUnauthorised,
  logger,
}: AuthorisationOptions): Authorise {
  const analysers = new WeakMap<Asked['engine'], Analyser>()

  function analyserOf(engine: Asked['engine']): Analyser {
    const analyser = analysers.get(engine) ?? createAnalyser(engine)
    analysers.set(engine, analyser)
    return analyser
  }

  /** Policies that cannot be judged are not satisfied. */
  async function satisfied(policies: readonly string[], viewer: Viewer | null): Promise<ReadonlySet<string>> {
    try {
      return await evaluate(policies, viewer)
    } catch (error) {
      logger.error({ err: error, policies }, 'Policies could not be evaluated; they count as not satisfied.')
      return new Set()
    }
  }

  return async ({ engine, viewer, ...operation }) => {
    const whole: Authorised = { outcome: 'execute', operation, complete: (result) => result }
    const analyser = analyserOf(engine)
    const analysis = analyser.analyse(operation)
    if (analysis.requirements.length === 0) return whole
    const rights: Rights = {
      viewer,
      policies: analysis.policies.length > 0 ? await satisfied(analysis.policies, viewer) : new Set(),
    }
    const unmet = analysis.requirements.filter((requirement) => !isMet(requirement, rights))
    if (unmet.length === 0) return whole

    const { anythingLeft, paths, shape, ...cut } = analyser.variantOf(operation, analysis, unmet)
    if (rejectUnauthorised || !anythingLeft) {
      return { outcome: 'refused', result: { errors: refusedErrors(paths, viewer) } }
    }
    return {
      outcome: 'execute',
      operation: cut.operation,
      complete: ({ data, errors = [], ...rest }) => ({
        ...rest,
        ...(data !== undefined && { data: data && restoreNulls(data, shape) }),
        errors: [...errors, ...unauthorisedErrors(paths, viewer)],
      }),
    }
  }
}
