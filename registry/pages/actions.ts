/** What a member of staff may want to change; `staff` is the address they signed in with, for the record. */
export interface PageActions {
  /** Makes a key and returns it: the only time that it can be shown. */
  createKey(request: {
    readonly graphId: string
    readonly name: string
    readonly scopes: readonly ('READ' | 'CHECK' | 'PUBLISH' | 'REPORT')[]
    readonly staff: string
  }): Promise<string>
  /** Revokes a key for good; nothing happens to one that is revoked already. */
  revokeKey(request: {
    readonly graphId: string
    readonly keyId: string
    readonly staff: string
  }): Promise<void>
  /** Gives routers an earlier launch's supergraph. Returns the launch that does it, or why it cannot be done. */
  rollBack(request: {
    readonly graphId: string
    readonly variant: string
    readonly launchId: string
    readonly staff: string
  }): Promise<
    { readonly ok: true; readonly launchId: string } | { readonly ok: false; readonly message: string }
  >
}
