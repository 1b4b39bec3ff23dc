import type { GraphQLError } from 'graphql'
import type { SubgraphCaller } from '../../transport/client.ts'
import type { Entity } from './entity.ts'

/** One execution of an operation. */
export interface Run {
  /** What is known so far, under the response names of the plan's fetches. */
  readonly root: Entity
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The variables of @skip and @include, with their defaults. */
  readonly conditions: ReadonlyMap<string, boolean>
  readonly errors: GraphQLError[]
  readonly caller: SubgraphCaller
  /** Told of fetches that deferred parts of the plan wait for. */
  readonly onFetched?: (id: string) => void
}

/** A compiled part of a plan. Never throws: what goes wrong is among the run's errors. */
export type Step = (run: Run) => Promise<unknown> | undefined
