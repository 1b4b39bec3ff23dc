import type { Viewer } from '@tradewind/service'

/** What it takes to see an element of the schema: any one of the alternatives, all names of which must hold. */
export interface Requirement {
  readonly directive: 'authenticated' | 'requiresScopes' | 'policy'
  /** Scopes, or names of policies; empty for `@authenticated`. */
  readonly alternatives: readonly (readonly string[])[]
}

/** What a request has to show. */
export interface Rights {
  readonly viewer: Viewer | null
  /** The policies that are satisfied, of those that the operation depends on. */
  readonly policies: ReadonlySet<string>
}

export function isMet({ directive, alternatives }: Requirement, { viewer, policies }: Rights): boolean {
  const someOf = (held: ReadonlySet<string>): boolean =>
    alternatives.some((names) => names.every((name) => held.has(name)))
  switch (directive) {
    case 'authenticated':
      return viewer !== null
    case 'requiresScopes':
      return viewer !== null && someOf(viewer.scopes)
    case 'policy':
      return someOf(policies)
  }
}

/** The same text for requirements that ask for the same. */
export const keyOf = ({ directive, alternatives }: Requirement): string =>
  `${directive}${JSON.stringify(alternatives)}`
