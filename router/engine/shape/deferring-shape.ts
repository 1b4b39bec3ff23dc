import type { GraphQLCompositeType, SelectionSetNode } from 'graphql'
import type { Entity } from '../execute/entity.ts'
import type { Path } from '../execute/targets.ts'
import type { FieldSource } from './fields.ts'
import { generateShape } from './generate.ts'
import { evaluateShape } from './shape.ts'
import type { Completing, Problem } from './shape.ts'

/** An object that a deferred fragment adds something to. */
export interface FoundPart {
  /** The number of the fragment. */
  readonly fragment: number
  /** The object's type, or what is known of it. */
  readonly type: string
  /** What was fetched of it. */
  readonly entity: Entity
  readonly path: Path
}

export interface Completed {
  readonly data: Entity | null
  readonly problems: readonly Problem[]
  /** Also those in objects that became null. */
  readonly found: readonly FoundPart[]
}

/** Makes a part of a response, without what is deferred inside it, and finds the objects that this is to be added to. */
export type DeferringShape = (entity: Entity, introspection: Entity, path: Path) => Completed

export function compileDeferringShape(
  source: FieldSource,
  type: GraphQLCompositeType,
  selections: readonly SelectionSetNode[],
): DeferringShape {
  const complete = evaluateShape(generateShape(source, type, selections, true), defer)
  return (entity, introspection, path) => {
    const completing: Finding = { introspection, isWhole: true, problems: [], found: [] }
    const data = complete(entity, completing, path)
    return { data, problems: completing.problems, found: completing.found }
  }
}

interface Finding extends Completing {
  readonly found: FoundPart[]
}

const defer = ({ found }: Finding, fragment: number, type: string, entity: Entity, path: Path): void =>
  void found.push({ fragment, type, entity, path })
