import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** There is nothing to compare with; the message says what to do. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError'
}

/** A commit to compare the working tree with. */
export interface BaseCommit {
  /** As it is called in a sentence, e.g. `main (3f2a91c)`. */
  readonly name: string
  /** What a file held there; null when there was none. */
  read(file: string): Promise<string | null>
}

export interface BaseCommitOptions {
  /** A git ref to compare with instead of the commit where this branch left main. */
  readonly against?: string | undefined
  /** Whether what is checked is the last commit, and not what is on the way to the next. */
  readonly ci: boolean
  /** How to name a ref, for the message where there is nothing to compare with. */
  readonly usage: string
}

/**
 * The commit of a git ref; without one, where this branch left main; on main itself the last commit (in CI, where that
 * is what is checked, the one before it). Null where the folder is no checkout and no ref was named.
 * @throws BaselineError
 */
export async function findBaseCommit(
  repository: string,
  { against, ci, usage }: BaseCommitOptions,
): Promise<BaseCommit | null> {
  if (!against && !(await isCheckout(repository))) return null
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', args, { cwd: repository, maxBuffer: 64 * 1024 * 1024 })).stdout
  const commit = await (against ? resolve(git, against, usage) : forkPoint(git, ci, usage))
  return {
    name: `${against ?? 'main'} (${commit.slice(0, 7)})`,
    async read(file) {
      const listed = await git('ls-tree', '--name-only', commit, file)
      return listed.trim() ? await git('show', `${commit}:${file}`) : null
    },
  }
}

type Git = (...args: string[]) => Promise<string>

const isCheckout = (folder: string): Promise<boolean> =>
  run('git', ['rev-parse', '--git-dir'], { cwd: folder }).then(
    () => true,
    () => false,
  )

async function resolve(git: Git, ref: string, usage: string): Promise<string> {
  try {
    return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)).trim()
  } catch (error) {
    throw new BaselineError(`There is no commit "${ref}" here. Name one: ${usage}.`, { cause: error })
  }
}

async function forkPoint(git: Git, ci: boolean, usage: string): Promise<string> {
  const parse = async (...args: string[]): Promise<string> => (await git(...args)).trim()
  try {
    const head = await parse('rev-parse', 'HEAD')
    const main = await parse('rev-parse', '--verify', '--quiet', 'origin/main').catch(() => 'main')
    const base = await parse('merge-base', main, 'HEAD')
    return base === head && ci ? await parse('rev-parse', 'HEAD^') : base
  } catch (error) {
    throw new BaselineError(
      'There is no main branch here to compare with: fetch it with its history (in CI fetch-depth: 0), or name a ' +
        `commit: ${usage}.`,
      { cause: error },
    )
  }
}
