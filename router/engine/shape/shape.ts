import type { GraphQLObjectType, SelectionSetNode } from 'graphql'
import { ownValue } from '../execute/entity.ts'
import type { Entity } from '../execute/entity.ts'
import type { Path } from '../execute/targets.ts'
import { evaluate } from '../generated.ts'
import type { FieldSource } from './fields.ts'
import { generateShape } from './generate.ts'
import type { GeneratedShape } from './generate.ts'

/** Something a subgraph answered that does not fit the schema: a value of another type, or a null that must not be. */
export interface Problem {
  readonly kind: 'INVALID' | 'NULL'
  readonly path: Path
}

/** Makes the response's data of what was fetched: the fields asked for, in their order, nulls moved up. */
export interface Shape {
  /** `introspection` holds the values of `__schema` and `__type` by response name. */
  complete(root: Entity, introspection: Entity): { data: Entity | null; isWhole: boolean }
  /** Says what was wrong where the data is not whole; slower, and for that case only. */
  findProblems(root: Entity, introspection: Entity): Problem[]
}

/** What the functions of a shape note down. */
export interface Completing {
  readonly introspection: Entity
  isWhole: boolean
  readonly problems: Problem[]
}
type Complete<Noted> = (root: Entity, completing: Noted, path: Path) => Entity | null

export function compileShape(
  source: FieldSource,
  rootType: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
): Shape {
  const fast = evaluateShape(generateShape(source, rootType, selections, false))
  let tracking: Complete<Completing> | undefined
  return {
    complete(root, introspection) {
      const completing: Completing = { introspection, isWhole: true, problems: [] }
      const data = fast(root, completing, [])
      return { data, isWhole: completing.isWhole }
    },
    findProblems(root, introspection) {
      tracking ??= evaluateShape(generateShape(source, rootType, selections, true))
      const completing: Completing = { introspection, isWhole: true, problems: [] }
      tracking(root, completing, [])
      return completing.problems
    },
  }
}

function wrong(completing: Completing, kind: Problem['kind'], path?: Path): null {
  completing.isWhole = false
  if (path) completing.problems.push({ kind, path })
  return null
}

/** Makes functions of a shape's text; `defer` is what they call for an object that something is added to later. */
export function evaluateShape<Noted extends Completing>(
  { code, leaves }: GeneratedShape,
  defer?: (noted: Noted, fragment: number, type: string, entity: Entity, path: Path) => void,
): Complete<Noted> {
  return evaluate(code, { own: ownValue, wrong, leaves, defer }) as Complete<Noted>
}
