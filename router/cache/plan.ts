import { createHash } from 'node:crypto'
import { createAnalyser } from '../authorisation/analysis.ts'
import { readOperation } from '../authorisation/operation.ts'
import type { Engine } from '../engine/engine.ts'
import type { KnownOperation } from '../operation.ts'
import { readEntityKeys, usesReservedNames } from './entity-keys.ts'
import { readHints } from './hints.ts'
import { policyOf } from './policy.ts'
import type { Policy } from './policy.ts'
import { compileTags } from './tags.ts'
import type { CollectTags } from './tags.ts'

/** How the answers to an operation are kept. */
export interface KeepingPlan extends Policy {
  /** Tells the operation, over this supergraph, from every other. */
  readonly id: string
  readonly collect: CollectTags
}

type Planning = (operation: KnownOperation) => KeepingPlan | null

const planningOf = new WeakMap<Engine, Planning>()

/** How an operation is kept over the supergraph of an engine; null where it is not. Worked out once for each. */
export const keepingPlan = (engine: Engine, operation: KnownOperation): KeepingPlan | null =>
  planningOf.getOrInsertComputed(engine, createPlanning)(operation)

function createPlanning(engine: Engine): Planning {
  const { schema, supergraphSdl } = engine
  const hints = readHints(supergraphSdl)
  if (hints.size === 0) return () => null
  const keys = readEntityKeys(supergraphSdl, schema)
  const analyser = createAnalyser(engine)
  const supergraph = createHash('sha256').update(supergraphSdl).digest('base64url')
  const known = new WeakMap<KnownOperation, KeepingPlan | null>()

  function plan(operation: KnownOperation): KeepingPlan | null {
    const { document, hash, operationName } = operation
    if (!operation.hasOneAnswer || operation.isIntrospection || usesReservedNames(document)) return null
    const named = readOperation(document, operationName)
    const policy = policyOf(schema, hints, named)
    if (!policy) return null
    // What only some may see is never kept, whatever a hint on it says.
    if (analyser.analyse(operation).requirements.length > 0) return null
    return {
      ...policy,
      id: `${supergraph} ${hash} ${operationName ?? ''}`,
      collect: compileTags(schema, keys, named),
    }
  }

  return (operation) => known.getOrInsertComputed(operation, plan)
}
