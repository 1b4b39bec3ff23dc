import type { Finding } from '../composition/index.ts'
import type { Launch } from '../data/launches.ts'
import type { GraphRef } from '../domain/graph-ref.ts'
import type { Actor, GitContext } from '../domain/history.ts'
import type { Refusal } from '../domain/publish.ts'

/** A schema to publish. */
export interface NewSchema {
  readonly name: string
  /** Left out, the present URL stays. */
  readonly url: string | null
  readonly sdl: string
}

export interface Change extends GraphRef {
  readonly who: Actor
  readonly git: GitContext
}

export interface PublishRequest extends Change {
  /** One, or several that belong together and make one launch. */
  readonly subgraphs: readonly NewSchema[]
  /** Whether the variant is to have these subgraphs alone afterwards. */
  readonly exactly?: boolean
}

export interface RemoveRequest extends Change {
  readonly subgraph: string
  /** Only tells what would come of it. */
  readonly dryRun: boolean
}

export interface RollbackRequest extends Change {
  /** The launch to go back to; it must have composed. */
  readonly launchId: string
}

export interface ContractRequest extends Change {
  /** Needed for a new contract; of an existing one it cannot be changed. */
  readonly sourceVariant: string | null
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly hideUnreachable: boolean
  /** Whether to compose it at once; else with the next launch of its source. */
  readonly launch: boolean
}

/** What a launch says of itself, without the schemas. */
export interface LaunchSummary {
  readonly id: string
  readonly number: number
  readonly composed: boolean
  readonly errors: readonly Finding[]
}

/**
 * What came of a change. `refused`: nothing was stored. `unchanged`: everything is as it was asked to be already.
 * `launched`: stored, with a launch that composed or failed; one that failed leaves the routers what they have.
 */
export type Outcome =
  | { readonly kind: 'refused'; readonly errors: readonly Finding[] }
  | { readonly kind: 'unchanged'; readonly launch: LaunchSummary | null }
  | {
      readonly kind: 'launched'
      readonly launch: LaunchSummary
      /** The subgraphs that were new. */
      readonly created: readonly string[]
    }

export const refused = (...errors: (Finding | Refusal)[]): Outcome => ({ kind: 'refused', errors })

/** Changes to variants. Those to one variant come one after the other, whichever process they are sent to. */
export interface Launches {
  /** Publishes schemas to a variant of an existing graph; a new variant comes into being with its first schema. */
  publish(request: PublishRequest): Promise<Outcome>
  /** Takes a subgraph out of a variant. */
  remove(request: RemoveRequest): Promise<Outcome>
  /** Gives a variant the subgraphs and the supergraph of an earlier launch; its contracts follow. */
  rollback(request: RollbackRequest): Promise<Outcome>
  /** Makes or changes a contract: a variant that shows a part of another one's API. */
  publishContract(request: ContractRequest): Promise<Outcome>
}

/** A stored launch in short. */
export const summarise = ({ id, number, status, errors }: Launch): LaunchSummary => ({
  id,
  number,
  composed: status === 'COMPOSED',
  errors: errors as unknown as Finding[],
})
