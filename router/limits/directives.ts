import { visit } from 'graphql'
import type { DocumentLimit } from './limit.ts'

/** How many directives a document may have, wherever they are: validation looks up and compares each of them. */
export const directiveLimit = (max: number): DocumentLimit => ({
  code: 'DIRECTIVE_LIMIT_EXCEEDED',
  max,
  measure(document) {
    let directives = 0
    visit(document, { Directive: () => void (directives += 1) })
    return directives
  },
  explain: (directives) => `The document has ${directives} directives; at most ${max} are allowed.`,
})
