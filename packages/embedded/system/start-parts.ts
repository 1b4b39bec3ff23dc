import path from 'node:path'
import { StartError } from '../error.ts'
import { nodeFlags } from '../processes/node-flags.ts'
import { startPart, type Part } from '../processes/part.ts'
import { environmentOf } from './part-environment.ts'
import type { Surroundings } from './parts.ts'
import type { PlannedPart } from './plan.ts'
import type { Log } from './report.ts'
import type { StateFolders } from './state-folder.ts'

export interface StartPartsOptions {
  readonly root: string
  readonly folders: StateFolders
  readonly planned: readonly PlannedPart[]
  readonly surroundings: Surroundings
  /** Further options of Node for a part. */
  readonly flags: ((part: string) => readonly string[]) | undefined
  readonly log: Log
}

export interface SystemPart extends Part {
  /** Stopped before the subgraphs. */
  readonly edge: boolean
}

/** Starts all parts at once: none needs another to start. */
export function startParts(options: StartPartsOptions): SystemPart[] {
  const { root, folders, surroundings, flags, log } = options
  return options.planned.map((planned) => {
    const { name, url, edge = false } = planned
    const script = path.join(root, planned.script)
    const part = startPart({
      name,
      script,
      folder: root,
      flags: [...nodeFlags(planned.script), ...(flags?.(name) ?? [])],
      url,
      environment: environmentOf(script, surroundings.settings, given(planned, options)),
      logFile: path.join(folders.logs, `${name}.log`),
      runFolder: folders.run,
      report: log,
    })
    return Object.defineProperty(part, 'edge', { value: edge }) as SystemPart
  })
}

function given(part: PlannedPart, { folders, surroundings }: StartPartsOptions): Record<string, string> {
  const ports = Object.entries(part.ports).map(([variable, port]) => [variable, String(port)])
  return {
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE:
      surroundings.settings.all['NODE_COMPILE_CACHE'] ?? path.join(folders.cache, 'compiled'),
    LOG_LEVEL: surroundings.settings.LOG_LEVEL,
    ...part.environment(surroundings),
    ...Object.fromEntries(ports),
  }
}

/** Much more than a slow machine needs. */
const patience = 180_000

/** Waits until the last part is ready; rejects with the sentence of the first that cannot start. */
export async function untilAllReady(parts: readonly Part[], say: (progress: string) => void): Promise<void> {
  const waiting = new Set(parts.map(({ name }) => name))
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const seconds = patience / 1000
    late.reject(
      new StartError(`Not ready after ${seconds} s: ${[...waiting].join(', ')}. Their logs say more.`),
    )
  }, patience)
  const ready = parts.map(async (part) => {
    await part.ready
    waiting.delete(part.name)
    if (waiting.size > 0) say(`waiting for ${[...waiting].join(', ')}`)
  })
  try {
    await Promise.race([Promise.all(ready), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** The edge first, one after the other, so that no request comes any more; then the subgraphs together. */
export async function stopParts(parts: readonly SystemPart[]): Promise<void> {
  for (const part of parts) if (part.edge) await part.stop()
  await Promise.all(parts.map((part) => part.stop()))
}
