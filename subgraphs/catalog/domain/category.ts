import { refuse } from './refusal.ts'

/** A shelf of the shop, in its place in the tree. */
export interface Category {
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly description: string | null
  /** The ids of the categories above, root first; the last is the parent. Empty at the root. */
  readonly ancestorIds: readonly string[]
  readonly position: number
}

/** How many levels the tree has at most. */
export const CATEGORY_LEVELS = 10

export const parentIdOf = ({ ancestorIds }: Pick<Category, 'ancestorIds'>): string | null =>
  ancestorIds.at(-1) ?? null

/** The ancestors of a category that is put under a parent, or at the root. @throws Refusal if that is too deep. */
export function ancestorsUnder(parent: Category | null): string[] {
  const ancestorIds = parent ? [...parent.ancestorIds, parent.id] : []
  if (ancestorIds.length >= CATEGORY_LEVELS) refuseDepth()
  return ancestorIds
}

/**
 * A category and all below it, moved under a parent or to the root: each with its new ancestors.
 * @throws Refusal if the parent is the category or one below it, or if the tree becomes too deep.
 */
export function moved(
  category: Category,
  parent: Category | null,
  descendants: readonly Category[],
): Category[] {
  if (parent && (parent.id === category.id || parent.ancestorIds.includes(category.id))) {
    refuse({
      __typename: 'CategoryCycleError',
      message: 'A category cannot be moved under itself or under one below it.',
      path: ['parentId'],
    })
  }
  const above = parent ? [...parent.ancestorIds, parent.id] : []
  const subtree = [category, ...descendants].map((node) => ({
    ...node,
    ancestorIds: [...above, ...node.ancestorIds.slice(category.ancestorIds.length)],
  }))
  if (subtree.some(({ ancestorIds }) => ancestorIds.length >= CATEGORY_LEVELS)) refuseDepth()
  return subtree
}

const refuseDepth = (): never =>
  refuse({
    __typename: 'CategoryTooDeepError',
    message: `The tree of categories has ${CATEGORY_LEVELS} levels at most.`,
    path: ['parentId'],
  })
