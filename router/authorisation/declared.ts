import { appliedDirectives } from '../supergraph/applied-directives.ts'
import type { AppliedDirective } from '../supergraph/applied-directives.ts'
import { securitySpecs } from '../supergraph/security-directives.ts'
import { keyOf } from './requirement.ts'
import type { Requirement } from './requirement.ts'

/** What the supergraph demands by place: `Type` or `Type.field`. Equal requirements are one object. */
export type Declared = ReadonlyMap<string, readonly Requirement[]>

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` of a supergraph. Throws a sentence when one of them is not
 * written as its specification has it: what cannot be read must not be taken for "everyone".
 */
export function declaredRequirements(supergraphSdl: string): Declared {
  const known = new Map<string, Requirement>()
  const declared = new Map<string, Requirement[]>()
  for (const [place, directives] of appliedDirectives(supergraphSdl, securitySpecs)) {
    const requirements = directives.map((directive) => {
      const requirement = toRequirement(directive, place)
      const key = keyOf(requirement)
      known.set(key, known.get(key) ?? requirement)
      return known.get(key)!
    })
    declared.set(place, requirements)
  }
  return declared
}

function toRequirement({ name, arguments: given }: AppliedDirective, place: string): Requirement {
  switch (name) {
    case 'authenticated':
      return { directive: name, alternatives: [] }
    case 'requiresScopes':
      return { directive: name, alternatives: namesOf(given['scopes'], name, place) }
    case 'policy':
      return { directive: name, alternatives: namesOf(given['policies'], name, place) }
    default:
      throw new Error(`The supergraph has a directive @${name} on ${place} that the router does not know.`)
  }
}

function namesOf(value: unknown, directive: string, place: string): string[][] {
  const isNames = (names: unknown): names is string[] =>
    Array.isArray(names) && names.every((name) => typeof name === 'string')
  if (Array.isArray(value) && value.every(isNames)) return value
  throw new Error(`@${directive} on ${place} of the supergraph must be given a list of lists of strings.`)
}
