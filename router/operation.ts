import { createHash } from 'node:crypto'
import { getOperationAST } from 'graphql'
import type { DocumentNode, OperationDefinitionNode } from 'graphql'
import type { RequestRecord } from './context.ts'
import { hasDefer } from './engine/defer/document.ts'
import type { Engine } from './engine/engine.ts'
import { isIntrospection } from './introspection.ts'

/** An operation of a parsed document, with what there is to know of it before anybody asks for it. */
export interface KnownOperation {
  readonly document: DocumentNode
  /** The text the document was parsed from, and its SHA-256 in hex. */
  readonly source: string
  readonly hash: string
  readonly operationName: string | undefined
  /** Undefined where the name chooses none. */
  readonly definition: OperationDefinitionNode | undefined
  /** Whether it asks for nothing but the schema. */
  readonly isIntrospection: boolean
  /** Whether there is one answer to it: it is neither a subscription, nor are parts of it deferred. */
  readonly hasOneAnswer: boolean
}

const hashes = new WeakMap<DocumentNode, string>()

/** SHA-256 of an operation's text, in hex; computed once for each parsed document. */
export function hashOf(document: DocumentNode, source: string): string {
  let hash = hashes.get(document)
  if (!hash) {
    hash = createHash('sha256').update(source).digest('hex')
    hashes.set(document, hash)
  }
  return hash
}

const known = new WeakMap<DocumentNode, Map<string | undefined, KnownOperation>>()

/** Worked out once for each document and name; documents are remembered by their text. */
export function knownOperation(
  document: DocumentNode,
  source: string,
  operationName: string | undefined,
): KnownOperation {
  const ofDocument = known.getOrInsertComputed(document, () => new Map())
  const before = ofDocument.get(operationName)
  if (before) return before
  const definition = getOperationAST(document, operationName) ?? undefined
  const operation: KnownOperation = {
    document,
    source,
    hash: hashOf(document, source),
    operationName,
    definition,
    isIntrospection: isIntrospection(document),
    hasOneAnswer: definition?.operation !== 'subscription' && !hasDefer(document),
  }
  // A name that chooses nothing is any text a client thinks of.
  if (definition) ofDocument.set(operationName, operation)
  return operation
}

const validFor = new WeakMap<DocumentNode, Engine>()

/** Notes that a document has passed every check there is before execution; the engine it did so for last is kept. */
export const noteValid = (document: DocumentNode, engine: Engine): void => void validFor.set(document, engine)

/** Whether a document need not be checked again. */
export const isValid = (document: DocumentNode, engine: Engine): boolean => validFor.get(document) === engine

/** Notes in a request's record what it is about to execute. */
export function noteOperation(record: RequestRecord, { hash, definition }: KnownOperation): void {
  record.operationHash = hash
  if (!definition) return
  record.operationType = definition.operation
  if (definition.name) record.operationName = definition.name.value
}
