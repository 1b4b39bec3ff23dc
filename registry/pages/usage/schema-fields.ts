import {
  Kind,
  parse,
  print,
  type ConstDirectiveNode,
  type DefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql'

export type FieldKind = 'field' | 'argument' | 'enum value' | 'input field'

/** A thing of the API schema that an operation can use. */
export interface SchemaField {
  /** `Product.title`, `Query.product(id:)`, `OrderStatus.PLACED`, `PlaceOrderInput.lines`. */
  readonly coordinate: string
  readonly kind: FieldKind
  /** As the schema writes it: `[Product!]!`; empty for an enum value. */
  readonly type: string
  /** Why it is deprecated; null when it is not. */
  readonly deprecated: string | null
}

/** Everything in an API schema that an operation can use, in the order of the schema. */
export function schemaFields(apiSchemaSdl: string): SchemaField[] {
  const { definitions } = parse(apiSchemaSdl, { noLocation: true })
  return definitions.flatMap(fieldsOf)
}

function fieldsOf(definition: DefinitionNode): SchemaField[] {
  if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
    return (definition.fields ?? []).flatMap((field) => {
      const coordinate = `${definition.name.value}.${field.name.value}`
      return [
        { coordinate, kind: 'field', type: print(field.type), deprecated: reason(field.directives) },
        ...(field.arguments ?? []).map((argument) =>
          input(`${coordinate}(${argument.name.value}:)`, 'argument', argument),
        ),
      ] satisfies SchemaField[]
    })
  }
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    return (definition.fields ?? []).map((field) =>
      input(`${definition.name.value}.${field.name.value}`, 'input field', field),
    )
  }
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
    return (definition.values ?? []).map(({ name, directives }) => ({
      coordinate: `${definition.name.value}.${name.value}`,
      kind: 'enum value',
      type: '',
      deprecated: reason(directives),
    }))
  }
  return []
}

const input = (coordinate: string, kind: FieldKind, node: InputValueDefinitionNode): SchemaField => ({
  coordinate,
  kind,
  type: print(node.type),
  deprecated: reason(node.directives),
})

/** The reason in `@deprecated`, with the specification's own where none is given. */
function reason(directives: readonly ConstDirectiveNode[] = []): string | null {
  const deprecated = directives.find(({ name }) => name.value === 'deprecated')
  if (!deprecated) return null
  const given = deprecated.arguments?.find(({ name }) => name.value === 'reason')?.value
  return given?.kind === 'StringValue' ? given.value : 'No longer supported'
}

const KEPT = 8

/** Reads the schema of a launch once: a launch never changes. Keeps the last few. */
export function createSchemaFields(
  read: (launchId: string) => Promise<string | null>,
): (launchId: string) => Promise<readonly SchemaField[]> {
  const kept = new Map<string, Promise<readonly SchemaField[]>>()
  return (launchId) => {
    const known = kept.get(launchId)
    if (known) return known
    const fields = read(launchId).then((sdl) => (sdl ? schemaFields(sdl) : []))
    kept.set(launchId, fields)
    // What failed is asked for again.
    fields.catch(() => kept.delete(launchId))
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
    return fields
  }
}
