import { createHash } from 'node:crypto'
import { print } from 'graphql'
import type { DocumentNode } from 'graphql'

const hashes = new WeakMap<DocumentNode, string>()

/**
 * SHA-256 of what a document says however it is laid out: white space, comments and the order of its definitions do
 * not count, everything else does. Computed once for each parsed document.
 */
export const bodyHash = (document: DocumentNode): string =>
  hashes.getOrInsertComputed(document, () => {
    const definitions = document.definitions.map((definition) => print(definition))
    return createHash('sha256').update(definitions.toSorted().join('\n')).digest('hex')
  })
