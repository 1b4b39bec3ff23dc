import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { parse } from 'yaml'
import { z } from 'zod'
import type { AsyncApiDocument } from '../../packages/events/language/asyncapi.ts'
import { DOCUMENT } from './language.ts'

const run = promisify(execFile)

/** What the contracts are compared with. */
export interface Baseline {
  /** As it is called in a sentence, e.g. `main (3f2a91c)`. */
  readonly name: string
  /** `null` when it has no contracts: nothing was published there. */
  readonly document: AsyncApiDocument | null
}

/** There is nothing to compare with; the message says what to do. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError'
}

/**
 * The contracts of a git ref, or of a file that was generated before. Without either, those where this branch left
 * main; on main itself those of the last commit (in CI, where that is what is checked, of the one before it).
 * @throws BaselineError
 */
export async function readBaseline(
  repository: string,
  against: string | undefined,
  ci: boolean,
): Promise<Baseline> {
  const file = against && /\.(ya?ml|json)$/.test(against) ? against : undefined
  if (file) return { name: file, document: parseDocument(await readText(file), file) }
  if (!against && !(await isCheckout(repository))) return { name: 'a folder without git', document: null }
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', args, { cwd: repository, maxBuffer: 64 * 1024 * 1024 })).stdout.trim()
  const commit = await (against ? resolve(git, against) : forkPoint(git, ci))
  const name = `${against ?? 'main'} (${commit.slice(0, 7)})`
  const published = await git('ls-tree', '--name-only', commit, DOCUMENT)
  const document = published ? parseDocument(await git('show', `${commit}:${DOCUMENT}`), name) : null
  return { name, document }
}

type Git = (...args: string[]) => Promise<string>

const isCheckout = (folder: string): Promise<boolean> =>
  run('git', ['rev-parse', '--git-dir'], { cwd: folder }).then(
    () => true,
    () => false,
  )

async function resolve(git: Git, ref: string): Promise<string> {
  try {
    return await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
  } catch (error) {
    throw new BaselineError(`There is no commit "${ref}" here, nor a .yaml file of that name.`, {
      cause: error,
    })
  }
}

async function forkPoint(git: Git, ci: boolean): Promise<string> {
  try {
    const head = await git('rev-parse', 'HEAD')
    const main = await git('rev-parse', '--verify', '--quiet', 'origin/main').catch(() => 'main')
    const base = await git('merge-base', main, 'HEAD')
    return base === head && ci ? await git('rev-parse', 'HEAD^') : base
  } catch (error) {
    throw new BaselineError(
      'There is no main branch here to compare with: fetch it with its history (in CI fetch-depth: 0), or name a ' +
        'commit or file: npm run events:check -- --against <git ref or asyncapi.yaml>.',
      { cause: error },
    )
  }
}

/** As much of the document as comparing needs. */
const documentShape = z.looseObject({
  channels: z.record(z.string(), z.unknown()),
  operations: z.record(z.string(), z.unknown()),
  components: z.looseObject({ schemas: z.looseObject({ CloudEvent: z.unknown() }) }),
})

function parseDocument(text: string, name: string): AsyncApiDocument {
  const parsed = documentShape.safeParse(parse(text))
  if (!parsed.success)
    throw new BaselineError(`${name} is not an AsyncAPI document that "npm run events:generate" wrote.`)
  return parsed.data as unknown as AsyncApiDocument
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new BaselineError(`Cannot read ${file}.`, { cause: error })
  }
}
