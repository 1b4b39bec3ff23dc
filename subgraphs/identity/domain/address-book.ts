/** So many addresses fit into an address book. */
export const MAX_ADDRESSES = 20

/** What is written on a parcel. */
export interface PostalAddress {
  readonly recipient: string
  readonly line1: string
  readonly line2: string | null
  readonly city: string
  readonly region: string | null
  readonly postalCode: string | null
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string
  readonly phone: string | null
}

/** An entry of an address book. */
export interface Address extends PostalAddress {
  readonly id: string
  readonly isDefault: boolean
}

/** All addresses of a customer, oldest first. Exactly one of them is the default, unless there is none at all. */
export type AddressBook = readonly Address[]

/** What comes of changing a book: the book as it is then, or why it cannot be changed so. */
export type Change = { readonly kind: 'changed'; readonly book: AddressBook }
export type Refusal<Kind extends string> = { readonly kind: Kind }

/** Adds an address; the first one is the default whatever is asked for. */
export function addAddress(book: AddressBook, address: Address): Change | Refusal<'full'> {
  if (book.length >= MAX_ADDRESSES) return { kind: 'full' }
  const isDefault = address.isDefault || book.length === 0
  return changed(withDefault([...book, { ...address, isDefault }], isDefault ? address.id : null))
}

/** Changes an address; `isDefault: false` cannot take the default from the address that is it. */
export function updateAddress(
  book: AddressBook,
  id: string,
  changes: Partial<Omit<Address, 'id'>>,
): Change | Refusal<'not-found'> | Refusal<'default-needed'> {
  const address = book.find((entry) => entry.id === id)
  if (address === undefined) return { kind: 'not-found' }
  if (address.isDefault && changes.isDefault === false) return { kind: 'default-needed' }
  const entries = book.map((entry) => (entry.id === id ? { ...entry, ...changes } : entry))
  return changed(withDefault(entries, changes.isDefault === true ? id : null))
}

/** Removes an address; when it was the default, the oldest one left becomes it. */
export function removeAddress(book: AddressBook, id: string): Change | Refusal<'not-found'> {
  const address = book.find((entry) => entry.id === id)
  if (address === undefined) return { kind: 'not-found' }
  const left = book.filter((entry) => entry.id !== id)
  return changed(withDefault(left, address.isDefault ? (left[0]?.id ?? null) : null))
}

function changed(book: AddressBook): Change {
  return { kind: 'changed', book }
}

/** The book with `id` as its only default; with null it stays as it is. */
function withDefault(book: AddressBook, id: string | null): AddressBook {
  return id === null ? book : book.map((entry) => ({ ...entry, isDefault: entry.id === id }))
}
