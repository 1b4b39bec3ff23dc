import type { GitContext } from '../domain/history.ts'
import { isStorable } from '../domain/text.ts'
import type { GitContextInput } from './generated/types.ts'

const LONGEST = 2_000

/** What rover found in its checkout, without what it did not find. */
export function toGit(input: GitContextInput | null | undefined): GitContext {
  const { branch, commit, committer, message, remoteUrl } = input ?? {}
  const found = { branch, commit, author: committer, message, remoteUrl }
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) =>
      value && isStorable(value) ? [[name, value.slice(0, LONGEST).toWellFormed()]] : [],
    ),
  )
}
