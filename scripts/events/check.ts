/**
 * `npm run events:check`: fails when the generated files are not what the contracts say, or when a published version
 * changed incompatibly since this branch left main.
 *   --against <git ref or asyncapi.yaml> compares with that instead: the release that is in production, say.
 *   --report tells a schema registry (APOLLO_REGISTRY_URL, APOLLO_KEY), whose checks of this commit then show it.
 */
import { parseArgs } from 'node:util'
import { asyncApi } from '../../packages/events/language/asyncapi.ts'
import { compareLanguages } from '../../packages/events/language/compatibility/compare-languages.ts'
import type { Finding } from '../../packages/events/language/compatibility/finding.ts'
import { ContractError } from '../../packages/events/language/read-contracts.ts'
import { BaselineError } from '../base-commit.ts'
import { readBaseline } from './baseline.ts'
import { staleFiles } from './generate.ts'
import { readLanguage, renderLanguage, root } from './language.ts'
import { currentCommit, readRegistry, ReportError, reportFindings } from './report.ts'

/** The contracts as they are must not be merged; the message says all that is wrong with them. */
class RefusedError extends Error {
  override readonly name = 'RefusedError'
}

/** A finding for people: the event and field, what is wrong, who is affected. */
export function describeFinding({ event, field, problem, subscribers }: Finding): string {
  const affected =
    subscribers.length > 0
      ? `Subscribed to by ${subscribers.join(', ')}.`
      : 'No subgraph here subscribes to it at present.'
  return `✗ ${event}${field && `, ${field}`}: ${problem}\n  ${affected}`
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { against: { type: 'string' }, report: { type: 'boolean' } } })
  const registry = values.report ? readRegistry(process.env) : null
  const language = await readLanguage()
  const stale = await staleFiles(await renderLanguage(language))
  if (stale.size > 0)
    throw new RefusedError(
      `Not what the contracts say: ${[...stale.keys()].join(', ')}. Run "npm run events:generate".`,
    )
  const { name, document } = await readBaseline(root, values.against, Boolean(process.env['CI']))
  const findings = document ? compareLanguages(document, asyncApi(language)) : []
  if (registry) {
    const commit = await currentCommit(root, process.env['APOLLO_VCS_COMMIT'])
    await reportFindings(registry, { commit, comparedWith: name, findings })
  }
  if (!document) return console.log(`Up to date. There are no contracts in ${name} to compare them with.`)
  if (findings.length > 0)
    throw new RefusedError(
      [
        ...findings.map(describeFinding),
        `A published version only ever gains optional fields. Compared with ${name}.`,
        'Take the change back, or declare it as the next version: docs/events.md, "Changing a contract".',
      ].join('\n'),
    )
  console.log(`${language.contracts.length} events, compatible with ${name}.`)
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    const expected =
      error instanceof RefusedError ||
      error instanceof BaselineError ||
      error instanceof ContractError ||
      error instanceof ReportError
    console.error(expected ? error.message : error)
    process.exitCode = 1
  })
}
