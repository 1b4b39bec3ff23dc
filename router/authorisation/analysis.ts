import { createHash } from 'node:crypto'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import type { Engine, Operation } from '../engine/engine.ts'
import { cutSelections } from './cut.ts'
import type { Cut, MaySee } from './cut.ts'
import { declaredRequirements } from './declared.ts'
import { readOperation, unusedPrefix, withSelections } from './operation.ts'
import type { NamedOperation } from './operation.ts'
import { keyOf } from './requirement.ts'
import type { Requirement } from './requirement.ts'
import { requirementsOf } from './rules.ts'

export type Text = Pick<Operation, 'document' | 'source' | 'hash' | 'operationName'>

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

export type Analyser = ReturnType<typeof createAnalyser>

/** Analyses the operations of one supergraph, each once, and cuts them, each once for what is not met. */
export function createAnalyser({ schema, supergraphSdl }: Pick<Engine, 'schema' | 'supergraphSdl'>) {
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
