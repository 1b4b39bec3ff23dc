/** Why a change was not made, as the schema's described errors say it. `path` leads to the input field. */
export type UserError =
  | { readonly __typename: 'InvalidInputError'; readonly message: string; readonly path: string[] }
  | {
      readonly __typename: 'HandleTakenError'
      readonly message: string
      readonly path: string[]
      readonly handle: string
    }
  | {
      readonly __typename: 'SkuTakenError'
      readonly message: string
      readonly path: string[]
      readonly sku: string
    }
  | {
      readonly __typename: 'ProductVersionConflictError'
      readonly message: string
      readonly path: string[]
      readonly currentVersion: number
    }
  | {
      readonly __typename:
        | 'ProductNotFoundError'
        | 'ProductVariantNotFoundError'
        | 'BrandNotFoundError'
        | 'CategoryNotFoundError'
        | 'LastVariantError'
        | 'CategoryCycleError'
        | 'CategoryTooDeepError'
        | 'CategoryNotEmptyError'
      readonly message: string
      readonly path: string[]
    }

/** A change that the rules forbid: nothing has changed, and `errors` say what the caller can mend. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly errors: readonly UserError[]

  constructor(errors: readonly UserError[]) {
    super(errors.map(({ message }) => message).join(' '))
    this.errors = errors
  }
}

/** Refuses with one error. */
export function refuse(error: UserError): never {
  throw new Refusal([error])
}

/** Refuses because of an input value. */
export const refuseInput = (message: string, ...path: (string | number)[]): never =>
  refuse({ __typename: 'InvalidInputError', message, path: path.map(String) })

export const productNotFound = (...path: string[]): UserError => ({
  __typename: 'ProductNotFoundError',
  message: 'There is no such product.',
  path,
})

export const variantNotFound = (...path: string[]): UserError => ({
  __typename: 'ProductVariantNotFoundError',
  message: 'There is no such variant.',
  path,
})

export const brandNotFound = (...path: string[]): UserError => ({
  __typename: 'BrandNotFoundError',
  message: 'There is no such brand.',
  path,
})

export const categoryNotFound = (...path: string[]): UserError => ({
  __typename: 'CategoryNotFoundError',
  message: 'There is no such category.',
  path,
})

export const handleTaken = (handle: string): UserError => ({
  __typename: 'HandleTakenError',
  message: `The handle "${handle}" is taken; choose another.`,
  path: ['handle'],
  handle,
})

export const skuTaken = (sku: string, ...path: string[]): UserError => ({
  __typename: 'SkuTakenError',
  message: `The SKU "${sku}" belongs to a variant of another product.`,
  path,
  sku,
})
