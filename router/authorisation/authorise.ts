import { createHash } from 'node:crypto'
import type { Logger, Viewer } from '@tradewind/service'
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql'
import type { Engine, Operation } from '../engine/engine.ts'
import { cutSelections } from './cut.ts'
import type { Cut, MaySee } from './cut.ts'
import { declaredRequirements } from './declared.ts'
import { refusedErrors, unauthorisedErrors } from './errors.ts'
import { readOperation, unusedPrefix, withSelections } from './operation.ts'
import type { NamedOperation } from './operation.ts'
import type { PolicyEvaluator } from './policies.ts'
import { isMet, keyOf } from './requirement.ts'
import type { Requirement, Rights } from './requirement.ts'
import { restoreNulls } from './restore.ts'
import { requirementsOf } from './rules.ts'

type Text = Pick<Operation, 'document' | 'source' | 'hash' | 'operationName'>

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

/** An operation can be cut in as many ways as there are combinations of what is not met; so many are remembered. */
const REMEMBERED_CUTS = 32

/** What is left of an operation; it says nothing about who asked. */
interface Variant extends Cut {
  readonly operation: Text
}

/** What there is to know of an operation before anybody asks for it. */
interface Analysis extends NamedOperation {
  readonly requirements: readonly Requirement[]
  readonly policies: readonly string[]
  /** By what is not met. */
  readonly variants: Map<string, Variant>
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

type Analyser = ReturnType<typeof createAnalyser>

/** Analyses the operations of one supergraph, each once. */
function createAnalyser({ schema, supergraphSdl }: Asked['engine']) {
  const declared = declaredRequirements(supergraphSdl)
  const analyses = new WeakMap<DocumentNode, Map<string, Analysis>>()

  function analyse({ document, operationName = '' }: Text): Analysis {
    const ofDocument = analyses.get(document) ?? new Map<string, Analysis>()
    analyses.set(document, ofDocument)
    const known = ofDocument.get(operationName)
    if (known) return known

    const found = new Map<string, Requirement>()
    const named = readOperation(document, operationName || undefined)
    if (declared.size > 0) {
      cut(named, '', (parent, possible, field) => {
        for (const each of requirementsOf(declared, parent, possible, field)) found.set(keyOf(each), each)
        return true
      })
    }
    const requirements = [...found.values()]
    const names = requirements.flatMap(({ directive, alternatives }) =>
      directive === 'policy' ? alternatives.flat() : [],
    )
    const analysis = { ...named, requirements, policies: [...new Set(names)], variants: new Map() }
    ofDocument.set(operationName, analysis)
    return analysis
  }

  function cut({ operation, fragments }: NamedOperation, marker: string, maySee: MaySee): Cut {
    const root = rootType(schema, operation.operation)
    return cutSelections(schema, root, operation.selectionSet, fragments, marker, maySee)
  }

  function variantOf(
    { document, operationName }: Text,
    analysis: Analysis,
    unmet: readonly Requirement[],
  ): Variant {
    const key = unmet.map(keyOf).join('\n')
    const known = analysis.variants.get(key)
    if (known) return known
    // Equal requirements are one object.
    const missing = new Set(unmet)
    const made = cut(analysis, unusedPrefix(document), (parent, possible, field) =>
      requirementsOf(declared, parent, possible, field).every((each) => !missing.has(each)),
    )
    const changed = withSelections(analysis.operation, made.selectionSet)
    const hash = createHash('sha256').update(changed.source).digest('hex')
    const variant = { ...made, operation: { ...changed, hash, operationName } }
    if (analysis.variants.size >= REMEMBERED_CUTS) analysis.variants.clear()
    analysis.variants.set(key, variant)
    return variant
  }

  return { analyse, variantOf }
}

function rootType(schema: GraphQLSchema, operation: NamedOperation['operation']['operation']) {
  const type = schema.getRootType(operation)
  if (!type) throw new Error(`The schema has no ${operation}; the operation was not validated.`)
  return type
}
