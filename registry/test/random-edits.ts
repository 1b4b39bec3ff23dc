import fc from 'fast-check'
import { Kind, parse, visit, type ASTNode, type DocumentNode } from 'graphql'
import type { ChangeCode } from '../checks/diff/codes.ts'
import { elementsOf, type Element } from '../checks/lint/elements.ts'

/** A schema with some of everything. */
export const editedSchema = `
  type Query {
    node(id: ID!): Node
    search(text: String, filter: Filter = { status: OPEN }): [Found!]
    orders(first: Int = 10, after: String): [Order!]!
    me: Customer
  }
  interface Node { id: ID! }
  interface Named { name: String }
  type Order implements Node { id: ID! status: Status! lines(max: Int): [Line!]! customer: Customer }
  type Line { quantity: Int! note(language: String): String }
  type Customer implements Node & Named { id: ID! name: String orders: [Order!] }
  type Product implements Named { name: String price(currency: String!): Float }
  union Found = Order | Customer | Product
  input Filter { status: Status text: String! between: Range }
  input Range { from: Int to: Int }
  enum Status { OPEN CLOSED LOST }`

/** A change of one element, and what a diff has to call it. */
export interface Edit {
  readonly coordinate: string
  readonly code: ChangeCode
  /** What becomes of the node; `null` removes it. */
  readonly apply: (node: ASTNode) => ASTNode | null
  readonly node: ASTNode
}

const removed = (): null => null
const asList = (node: ASTNode): ASTNode =>
  'type' in node && node.type && 'kind' in node.type
    ? ({ ...node, type: { kind: Kind.LIST_TYPE, type: node.type } } as ASTNode)
    : node
const described = (node: ASTNode): ASTNode =>
  ({ ...node, description: { kind: Kind.STRING, value: 'Another.' } }) as ASTNode

/** What can be done to an element so that the schema stays one in form. */
function editsOf({ kind, coordinate, node }: Element): Edit[] {
  const edit = (code: ChangeCode, apply: Edit['apply']): Edit => ({ coordinate, code, apply, node })
  switch (kind) {
    case 'FIELD':
      return [
        edit('FIELD_REMOVED', removed),
        edit('FIELD_CHANGED_TYPE', asList),
        edit('FIELD_DESCRIPTION_CHANGE', described),
      ]
    case 'ARGUMENT':
      return [edit('ARG_REMOVED', removed), edit('ARG_CHANGED_TYPE', asList)]
    case 'INPUT_FIELD':
      return [
        edit('FIELD_REMOVED_FROM_INPUT_OBJECT', removed),
        edit('FIELD_ON_INPUT_OBJECT_CHANGED_TYPE', asList),
      ]
    case 'ENUM_VALUE':
      return [edit('VALUE_REMOVED_FROM_ENUM', removed)]
    case 'TYPE':
      return [edit('TYPE_DESCRIPTION_CHANGE', described)]
    case 'DIRECTIVE':
      return [edit('DIRECTIVE_DESCRIPTION_CHANGE', described)]
  }
}

const document = parse(editedSchema, { noLocation: true })

/** Some edits of the schema, no two of the same element, none within what another removes. */
export const someEdits = fc
  .uniqueArray(fc.constantFrom(...elementsOf(document).flatMap(editsOf)), {
    maxLength: 6,
    selector: ({ coordinate }) => coordinate,
  })
  .filter((edits) =>
    edits.every(({ coordinate }) => !edits.some((other) => coordinate.startsWith(`${other.coordinate}(`))),
  )

/** The schema with the edits made. */
export const edited = (edits: readonly Edit[]): DocumentNode =>
  visit(document, {
    enter: (node) => edits.find((edit) => edit.node === node)?.apply(node),
  })
