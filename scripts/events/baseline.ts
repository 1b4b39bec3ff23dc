import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import type { AsyncApiDocument } from '../../packages/events/language/asyncapi.ts'
import { BaselineError, findBaseCommit } from '../base-commit.ts'
import { DOCUMENT } from './language.ts'

/** What the contracts are compared with. */
export interface Baseline {
  /** As it is called in a sentence, e.g. `main (3f2a91c)`. */
  readonly name: string
  /** `null` when it has no contracts: nothing was published there. */
  readonly document: AsyncApiDocument | null
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
  const usage = 'npm run events:check -- --against <git ref or asyncapi.yaml>'
  const base = await findBaseCommit(repository, { against, ci, usage })
  if (!base) return { name: 'a folder without git', document: null }
  const published = await base.read(DOCUMENT)
  return { name: base.name, document: published === null ? null : parseDocument(published, base.name) }
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
