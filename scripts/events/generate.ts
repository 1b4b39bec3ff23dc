/**
 * `npm run events:generate`: writes the AsyncAPI document and the JSON Schemas of every event from the contracts and the
 * subscriptions. Both are committed: they are what the next change is compared with.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ContractError } from '../../packages/events/language/read-contracts.ts'
import { readLanguage, renderLanguage, root, SCHEMAS } from './language.ts'

/** What has to be done for the files to be what the contracts say: `null` is to be removed. */
export async function staleFiles(files: ReadonlyMap<string, string>): Promise<Map<string, string | null>> {
  const stale = new Map<string, string | null>()
  for (const [file, text] of files) if ((await read(file)) !== text) stale.set(file, text)
  const present = await readdir(path.join(root, SCHEMAS)).catch(() => [])
  for (const name of present) if (!files.has(`${SCHEMAS}/${name}`)) stale.set(`${SCHEMAS}/${name}`, null)
  return stale
}

const read = (file: string): Promise<string | null> =>
  readFile(path.join(root, file), 'utf8').catch(() => null)

async function main(): Promise<void> {
  const stale = await staleFiles(await renderLanguage(await readLanguage()))
  await mkdir(path.join(root, SCHEMAS), { recursive: true })
  for (const [file, text] of stale) {
    if (text === null) await rm(path.join(root, file))
    else await writeFile(path.join(root, file), text)
    console.log(text === null ? `Removed ${file}.` : `Wrote ${file}.`)
  }
  if (stale.size === 0) console.log('The AsyncAPI document and the JSON Schemas were up to date.')
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof ContractError ? error.message : error)
    process.exitCode = 1
  })
}
