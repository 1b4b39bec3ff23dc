import {
  defaultFieldResolver,
  getNamedType,
  isObjectType,
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { forbidden, unauthenticated } from '../graphql/errors.ts'
import type { Viewer } from './viewer.ts'

/** What it takes to see a field: any one of the alternatives, each a list of scopes that are all needed. */
type Requirement = readonly (readonly string[])[]

/**
 * Enforces `@authenticated` and `@requiresScopes` as the SDL declares them, on fields, on the type a field returns,
 * on its own type and on the interfaces that type implements: every resolver of such a field is guarded.
 */
export function guardFields(schema: GraphQLSchema, sdl: DocumentNode): void {
  const declared = readRequirements(sdl)
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields()))
      guardField(field, requirementsOf(type, field, declared))
  }
}

function requirementsOf(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  declared: ReadonlyMap<string, Requirement[]>,
): Requirement[] {
  const owners = [type.name, ...type.getInterfaces().map((owner) => owner.name)]
  const places = [
    ...owners,
    ...owners.map((owner) => `${owner}.${field.name}`),
    getNamedType(field.type).name,
  ]
  return places.flatMap((place) => declared.get(place) ?? [])
}

type GuardedContext = { readonly viewer: Viewer | null }
type Resolve = GraphQLFieldResolver<unknown, GuardedContext>

function guardField(field: GraphQLField<unknown, GuardedContext>, requirements: Requirement[]): void {
  if (requirements.length === 0) return
  const guarded =
    (resolve: Resolve): Resolve =>
    (source, args, context, info) => {
      check(requirements, context.viewer)
      return resolve(source, args, context, info)
    }
  field.resolve = guarded(field.resolve ?? defaultFieldResolver)
  // Of a subscription: who may not see its events may not begin to listen for them either.
  if (field.subscribe) field.subscribe = guarded(field.subscribe)
}

function check(requirements: readonly Requirement[], viewer: Viewer | null): void {
  if (!viewer) throw unauthenticated()
  const allowed = requirements.every((alternatives) =>
    alternatives.some((scopes) => scopes.every((scope) => viewer.scopes.has(scope))),
  )
  if (!allowed) throw forbidden()
}

/** The requirements by place: `Type` or `Type.field`. */
function readRequirements(sdl: DocumentNode): Map<string, Requirement[]> {
  const found = new Map<string, Requirement[]>()
  const note = (place: string, directives: readonly ConstDirectiveNode[] = []): void => {
    const requirements = directives.flatMap((directive) => toRequirement(directive) ?? [])
    if (requirements.length > 0) found.set(place, [...(found.get(place) ?? []), ...requirements])
  }
  for (const node of sdl.definitions) {
    if (!('name' in node) || !node.name || !('directives' in node)) continue
    if (node.kind === Kind.DIRECTIVE_DEFINITION || node.kind === Kind.OPERATION_DEFINITION) continue
    note(node.name.value, node.directives as readonly ConstDirectiveNode[])
    if (!('fields' in node)) continue
    for (const field of node.fields ?? []) note(`${node.name.value}.${field.name.value}`, field.directives)
  }
  return found
}

function toRequirement(directive: ConstDirectiveNode): Requirement[] | undefined {
  switch (directive.name.value.replace('federation__', '')) {
    case 'authenticated':
      return [[[]]]
    case 'requiresScopes': {
      const value = directive.arguments?.find((argument) => argument.name.value === 'scopes')?.value
      if (value?.kind !== Kind.LIST) throw new Error('@requiresScopes needs a list of lists of scopes.')
      return [
        value.values.map((alternative) =>
          alternative.kind === Kind.LIST
            ? alternative.values.map((scope) => (scope.kind === Kind.STRING ? scope.value : ''))
            : [],
        ),
      ]
    }
    default:
      return undefined
  }
}
