import { print, visit, type ConstValueNode, type GraphQLArgument, type GraphQLInputField } from 'graphql'
import { change, type ChangeOf, type DiffedChange } from './change.ts'

type Defaulted = Pick<GraphQLArgument | GraphQLInputField, 'astNode'>

/** The change of a default, if there is one. The order of an object's fields makes no difference. */
export function defaultChange(
  code: ChangeOf<'DANGEROUS'>,
  coordinate: string,
  then: Defaulted,
  now: Defaulted,
): DiffedChange[] {
  const [was, is] = [textOf(then), textOf(now)]
  if (was === is) return []
  const what = (text: string | null) => (text === null ? 'nothing' : `\`${text}\``)
  return [
    change(code, coordinate, `The default of \`${coordinate}\` changed from ${what(was)} to ${what(is)}.`),
  ]
}

function textOf({ astNode }: Defaulted): string | null {
  return astNode?.defaultValue ? print(sorted(astNode.defaultValue)) : null
}

const sorted = (value: ConstValueNode): ConstValueNode =>
  visit(value, {
    ObjectValue: {
      leave: (node) => ({
        ...node,
        fields: node.fields.toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1)),
      }),
    },
  })
