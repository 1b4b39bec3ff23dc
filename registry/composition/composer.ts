import type { Logger } from '@tradewind/service'
import { createThread, ThreadError, type ThreadFailure, type ThreadLimits } from '../thread/index.ts'
import { refuseVersion } from './federation-version.ts'
import type { Composition, ContractFilter, Finding, SubgraphSchema, Task } from './types.ts'

/** How much time and memory one composition may take. */
export type ComposerLimits = ThreadLimits

export interface Composer {
  /** Composes subgraphs with exactly that version of federation. */
  compose(subgraphs: readonly SubgraphSchema[], version: string): Promise<Composition>
  /** The supergraph of a contract, made of that of its source. */
  filter(supergraphSdl: string, filter: ContractFilter): Promise<Composition>
  close(): Promise<void>
}

/** Composes in a thread, so that requests are answered meanwhile and no schema takes more than the limits. */
export function createComposer(limits: ComposerLimits, logger: Logger): Composer {
  const thread = createThread<Task, Composition>(new URL('./worker.ts', import.meta.url), limits, logger)

  async function compose(task: Task): Promise<Composition> {
    try {
      return await thread.ask(task)
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error
      return { ok: false, unjudged: true, errors: [findingOf(error.reason, limits)] }
    }
  }

  return {
    async compose(subgraphs, version) {
      const refusal = refuseVersion(version)
      if (refusal) return { ok: false, unjudged: true, errors: [refusal] }
      if (subgraphs.length === 0) {
        return { ok: false, errors: [{ code: 'NO_SUBGRAPHS', message: 'There is no subgraph to compose.' }] }
      }
      // The order must not matter, not even to the text.
      const sorted = subgraphs.toSorted((one, other) => (one.name < other.name ? -1 : 1))
      return await compose({ kind: 'compose', subgraphs: sorted })
    },
    filter: (supergraphSdl, filter) => compose({ kind: 'contract', supergraphSdl, filter }),
    close: thread.close,
  }
}

/** What to say where there is no word on the schemas. */
function findingOf(reason: ThreadFailure, { timeoutMs, memoryMb }: ComposerLimits): Finding {
  switch (reason) {
    case 'CLOSING':
      return { code: 'CLOSING', message: 'The registry is stopping: try again in a moment.' }
    case 'BUSY':
      return { code: 'BUSY', message: 'Too many schemas wait to be composed: try again in a moment.' }
    case 'TIMEOUT':
      return {
        code: 'COMPOSITION_TIMEOUT',
        message: `Composing took longer than ${timeoutMs / 1000} s and was ended: make the schema smaller or simpler.`,
      }
    case 'OUT_OF_MEMORY':
      return {
        code: 'COMPOSITION_OUT_OF_MEMORY',
        message: `Composing took more than ${memoryMb} MB and was ended: make the schema smaller or simpler.`,
      }
    case 'FAILED':
      return {
        code: 'COMPOSITION_FAILED',
        message: 'Composition failed for a reason that is not the schema: ask whoever runs the registry.',
      }
  }
}
