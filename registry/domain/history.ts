/** Whoever changed something or asked for a check: by the name of a key, an address of staff, or a program. */
export type Actor = { readonly keyName: string } | { readonly staff: string } | { readonly command: string }

/** Where a schema came from, as rover found it in its checkout; nothing of it where there was none. */
export interface GitContext {
  readonly branch?: string
  readonly commit?: string
  readonly author?: string
  readonly message?: string
  readonly remoteUrl?: string
}

/** An actor in a word or two, for records and pages. */
export function nameOf(actor: Actor): string {
  if ('keyName' in actor) return `key ${actor.keyName}`
  return 'staff' in actor ? actor.staff : actor.command
}
