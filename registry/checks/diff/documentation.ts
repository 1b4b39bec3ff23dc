import { change, type DiffedChange } from './change.ts'

interface Described {
  readonly description?: string | null
}

interface Deprecatable {
  readonly deprecationReason?: string | null
}

/** The change of a description, if there is one; its text is long, so it is not repeated. */
export function descriptionChanges(
  kind: 'TYPE' | 'FIELD' | 'ARG' | 'INPUT_FIELD' | 'ENUM_VALUE' | 'DIRECTIVE',
  coordinate: string,
  then: Described,
  now: Described,
): DiffedChange[] {
  if ((then.description ?? '') === (now.description ?? '')) return []
  return [
    change(`${kind}_DESCRIPTION_CHANGE`, coordinate, `The description of \`${coordinate}\` is another.`),
  ]
}

/** The change of a deprecation, if there is one. */
export function deprecationChanges(
  kind: 'FIELD' | 'ARG' | 'INPUT_FIELD' | 'ENUM',
  coordinate: string,
  then: Deprecatable,
  now: Deprecatable,
): DiffedChange[] {
  const [was, is] = [then.deprecationReason ?? null, now.deprecationReason ?? null]
  if (was === is) return []
  if (was === null)
    return [change(`${kind}_DEPRECATED`, coordinate, `\`${coordinate}\` is deprecated: ${is}`)]
  if (is === null)
    return [
      change(`${kind}_DEPRECATION_REMOVED`, coordinate, `\`${coordinate}\` is not deprecated any more.`),
    ]
  return [
    change(
      `${kind}_DEPRECATED_REASON_CHANGE`,
      coordinate,
      `\`${coordinate}\` is deprecated for another reason: ${is}`,
    ),
  ]
}
