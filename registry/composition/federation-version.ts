import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Finding } from './types.ts'

/** The version of federation that this registry composes with: that of the library it has. */
export const federationVersion: string = (
  JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('@apollo/composition/package.json'), 'utf8'),
  ) as { version: string }
).version

/** Why a version of federation cannot be composed with here; null when it can. `=2.14.4` and `2.14.4` are the same. */
export function refuseVersion(wanted: string): Finding | null {
  if (wanted.replace(/^=/, '') === federationVersion) return null
  return {
    code: 'UNSUPPORTED_FEDERATION_VERSION',
    message: `This registry composes with federation ${federationVersion} alone, and the variant is composed with ${wanted}: whoever runs the registry can change that with \`npm run registry -- upgrade <graph>@<variant>\`.`,
  }
}
