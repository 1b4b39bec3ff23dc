import { parseArgs } from 'node:util'
import { requireFree } from './conflicts.ts'
import { namesOf, pascalCase, placeholders, type Names } from './names.ts'
import { Refusal } from './refusal.ts'
import { renderTemplate, type RenderedFile } from './render.ts'

/**
 * What the command line asks for: the names, and the files to be written. Writes nothing itself, so that everything
 * that can be refused is refused before.
 * @throws Refusal
 */
export function plan(root: string, args: readonly string[]): { names: Names; files: RenderedFile[] } {
  const names = readArguments(args)
  const timestamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const files = renderTemplate(root, placeholders(names, timestamp))
  requireFree(root, { name: names.name, type: pascalCase(names.one), files })
  return { names, files }
}

function readArguments(args: readonly string[]): Names {
  const { positionals, values } = ((): { positionals: string[]; values: { entity?: string } } => {
    try {
      return parseArgs({ args: [...args], allowPositionals: true, options: { entity: { type: 'string' } } })
    } catch (error) {
      throw new Refusal((error as Error).message, { cause: error })
    }
  })()
  if (positionals.length > 1) throw new Refusal('Name one subgraph: words of a name are joined by hyphens.')
  return namesOf(positionals[0], values.entity)
}
