import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Settings } from './environment.ts'

/** What any program may need of its surroundings, and nothing that is secret. */
const common = new Set(['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'NODE_EXTRA_CA_CERTS'])

/**
 * The environment of a part: what `given` holds, and of the user's settings only what the part's `environment.ts`
 * names. So a setting, and above all a secret, reaches no process that does not know it.
 */
export function environmentOf(
  script: string,
  settings: Settings,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const reads = namesReadBy(script)
  const own = { ...process.env, ...settings.all }
  const wanted = Object.entries(own).filter(([name]) => {
    if (isCommon(name)) return true
    return name in settings.all && reads.has(baseName(name)) && !(baseName(name) in given)
  })
  return { ...(Object.fromEntries(wanted) as Record<string, string>), ...given }
}

/** Names in `.env` that neither we nor any part know: most likely misspelt. */
export function unknownNames(
  root: string,
  parts: readonly { readonly script: string }[],
  settings: Settings,
): string[] {
  const known = new Set(parts.flatMap(({ script }) => [...namesReadBy(path.join(root, script))]))
  return settings.fileNames.filter((name) => {
    const ours = baseName(name) in settings || name.endsWith('_PORT') || isCommon(name)
    return !ours && !known.has(baseName(name))
  })
}

const isCommon = (name: string): boolean => common.has(name) || name.startsWith('OTEL_')

/** By its text: to run it would take in the whole part. */
function namesReadBy(script: string): Set<string> {
  const file = path.join(path.dirname(script), 'environment.ts')
  if (!existsSync(file)) return new Set()
  return new Set(readFileSync(file, 'utf8').match(/\b[A-Z][A-Z0-9_]+\b/g))
}

/** `NAME_FILE` names a file that holds the value of `NAME`. */
const baseName = (name: string): string => name.replace(/_FILE$/, '')
