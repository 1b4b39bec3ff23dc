import type { Logger } from '@tradewind/service'
import { registryOf, type Environment } from '../environment.ts'
import { openPublishedQueries, type PublishedQueries } from '../persisted/published.ts'
import { fileSource } from '../supergraph/file-source.ts'
import { registrySource } from '../supergraph/registry-source.ts'
import type { SupergraphSource } from '../supergraph/source.ts'
import { UsageReporter } from '../usage/reporter.ts'
import { copiesIn, noCopies } from './copies.ts'

/** What differs between a router with a registry and one without. */
export interface RegistryParts {
  readonly source: SupergraphSource
  /** Resolves with null when no list of persisted queries is to be followed. */
  openPublished(): Promise<PublishedQueries | null>
  /** Null when no usage is to be reported. */
  startUsage(): UsageReporter | null
}

/** Chooses them by the settings. */
export function fromRegistry(environment: Environment, logger: Logger): RegistryParts {
  const { SUPERGRAPH_PATH: path, SUPERGRAPH_POLL_MS: pollMs, REGISTRY_COPIES: folder } = environment
  const file = fileSource({ path, pollMs, logger })
  const registry = registryOf(environment)
  if (!registry) return { source: file, openPublished: async () => null, startUsage: () => null }

  const copies = folder === undefined ? noCopies : copiesIn(folder, registry, logger)
  const startMs = environment.REGISTRY_START_MS
  return {
    source: registrySource({ registry, startMs, copies, fallback: file, logger }),
    openPublished: async () =>
      environment.PERSISTED_QUERIES === 'off'
        ? null
        : openPublishedQueries({ registry, startMs, copies, logger }),
    startUsage: () =>
      environment.USAGE_REPORTING
        ? new UsageReporter({
            registry,
            intervalMs: environment.USAGE_REPORT_INTERVAL_MS,
            maxBytes: environment.USAGE_MAX_BYTES,
            logger,
          })
        : null,
  }
}
