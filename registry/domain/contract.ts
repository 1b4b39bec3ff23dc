import { isVariantName } from './graph-ref.ts'
import type { Refusal } from './publish.ts'

export interface ContractTerms {
  readonly name: string
  readonly sourceVariant: string | null
  readonly include: readonly string[]
  readonly exclude: readonly string[]
}

/** A variant there is, as far as contracts care. */
export interface ExistingVariant {
  readonly name: string
  readonly sourceVariant: string | null
}

const tagForm = /^[_A-Za-z0-9][-_/A-Za-z0-9]{0,127}$/
const MOST_TAGS = 100

/** The variant that a contract is to be made of, or why it cannot be made. `existing` has the name of the contract. */
export function sourceOf(
  { name, sourceVariant, include, exclude }: ContractTerms,
  existing: ExistingVariant | null,
): { readonly source: string } | Refusal {
  if (!isVariantName(name)) {
    return refusal(
      'INVALID_VARIANT_NAME',
      'The name of a variant begins with a letter and has up to 63 letters, digits, "-" and "_".',
    )
  }
  if (existing && existing.sourceVariant === null) {
    return refusal('NOT_A_CONTRACT', `${name} has subgraphs of its own and cannot become a contract.`)
  }
  if (existing?.sourceVariant && sourceVariant && existing.sourceVariant !== sourceVariant) {
    return refusal(
      'SOURCE_VARIANT_FIXED',
      `${name} is a contract of ${existing.sourceVariant}, and that cannot be changed.`,
    )
  }
  const source = existing?.sourceVariant ?? sourceVariant
  if (!source) return refusal('SOURCE_VARIANT_MISSING', `${name} is new: name its source variant, too.`)
  if (source === name) return refusal('SOURCE_VARIANT_INVALID', 'A contract cannot be made of itself.')
  if (include.length + exclude.length > MOST_TAGS) {
    return refusal('TOO_MANY_TAGS', `A contract names at most ${MOST_TAGS} tags.`)
  }
  const wrong = [...include, ...exclude].find((tag) => !tagForm.test(tag))
  if (wrong !== undefined) {
    return refusal(
      'INVALID_TAG',
      `"${wrong.slice(0, 40)}" is not a tag: tags have up to 128 letters, digits and characters of "_-/".`,
    )
  }
  return { source }
}

const refusal = (code: string, message: string): Refusal => ({ code, message })
