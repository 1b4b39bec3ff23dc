import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Finding } from '../../packages/events/language/compatibility/finding.ts'

/** The registry has not taken the report; the message says why and what to do. */
export class ReportError extends Error {
  override readonly name = 'ReportError'
}

/** Where to report, as rover is told it: the GraphQL endpoint of the registry and a key that may check. */
export interface Registry {
  readonly url: string
  readonly key: string
}

const TIMEOUT_MS = 30_000

/** The registry that the environment names with rover's variables. @throws ReportError */
export function readRegistry({ APOLLO_REGISTRY_URL: url, APOLLO_KEY: key }: NodeJS.ProcessEnv): Registry {
  if (!url || !URL.canParse(url) || !key)
    throw new ReportError(
      'To report to a registry, set APOLLO_REGISTRY_URL and APOLLO_KEY as for rover: docs/schema-checks.md.',
    )
  return { url, key }
}

/** The commit that rover would name, too. @throws ReportError */
export async function currentCommit(folder: string, override: string | undefined): Promise<string> {
  if (override) return override
  try {
    return (await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: folder })).stdout.trim()
  } catch (error) {
    throw new ReportError('There is no commit to report on here: set APOLLO_VCS_COMMIT.', { cause: error })
  }
}

/** Tells the registry what checking the contracts of a commit found. @throws ReportError */
export async function reportFindings(
  { url, key }: Registry,
  report: {
    readonly commit: string
    readonly comparedWith: string
    readonly findings: readonly Finding[]
  },
): Promise<void> {
  const response = await fetch(new URL('/events-check', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(report),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new ReportError(`The registry at ${url} does not answer: is it running?`, { cause: error })
  })
  if (response.ok) return
  const { message = `HTTP status ${response.status}` } = (await response.json().catch(() => ({}))) as {
    message?: string
  }
  throw new ReportError(`The registry has not taken the report. ${message}`)
}
