import type { DeferNode, DeferredNode, PlanNode } from '@apollo/query-planner'
import type { GraphQLError } from 'graphql'
import type { Surroundings } from '../execute/fetch.ts'
import { compilePlan } from '../execute/plan.ts'
import type { Run, Step } from '../execute/run.ts'

/** A part of a plan that is deferred. */
interface DeferredStep {
  /** By what the planner knows the fragment that it is for. */
  readonly label: string
  /** The fetches whose data it needs. */
  readonly depends: readonly string[]
  /** Undefined where there is nothing left to fetch. */
  readonly step: Step | undefined
  readonly inner: readonly DeferredStep[]
}

/** An execution of a plan with deferred parts. */
export interface DeferredExecution {
  /** Settles when what is not deferred has been fetched. */
  readonly primary: Promise<void>
  /** Settles when a part's own data have been fetched, with what went wrong; at once for one that the plan lacks. */
  ready(label: string): Promise<readonly GraphQLError[]>
}

/** Starts a plan whose deferred parts begin as soon as the fetches that they depend on are done. */
export type StartDeferred = (run: Run) => DeferredExecution

export function compileDeferredPlan(node: PlanNode | undefined, surroundings: Surroundings): StartDeferred {
  const { step, inner } = compileNode(node, surroundings)

  return (run) => {
    const fetched = new Map<string, PromiseWithResolvers<void>>()
    const whenFetched = (id: string): PromiseWithResolvers<void> =>
      fetched.getOrInsertComputed(id, () => Promise.withResolvers<void>())
    const onFetched = (id: string): void => whenFetched(id).resolve()
    const parts = new Map<string, Promise<readonly GraphQLError[]>>()

    /** What a part depends on is in what encloses it: when that is over, a fetch that did not happen never will. */
    function start(
      { label, depends, step: own, inner: further }: DeferredStep,
      enclosing: Promise<unknown>,
    ): void {
      const errors: GraphQLError[] = []
      const given = depends.length > 0 ? Promise.all(depends.map((id) => whenFetched(id).promise)) : enclosing
      const part = (async () => {
        await Promise.race([given, enclosing])
        await own?.({ ...run, errors, onFetched })
        return errors
      })()
      // Nobody may ever wait for it, where the object that it is for turns out not to be there.
      part.catch(() => undefined)
      parts.set(label, part)
      for (const each of further) start(each, part)
    }

    const primary = (async () => {
      await step?.({ ...run, onFetched })
    })()
    for (const each of inner) start(each, primary)
    return { primary, ready: (label) => parts.get(label) ?? Promise.resolve([]) }
  }
}

function compileNode(
  node: PlanNode | undefined,
  surroundings: Surroundings,
): Pick<DeferredStep, 'step' | 'inner'> {
  if (node?.kind !== 'Defer') return { step: node && compilePlan(node, surroundings), inner: [] }
  const { primary, deferred }: DeferNode = node
  return {
    step: primary.node && compilePlan(primary.node, surroundings),
    inner: deferred.map((each) => compilePart(each, surroundings)),
  }
}

const compilePart = (
  { label = '', depends, node }: DeferredNode,
  surroundings: Surroundings,
): DeferredStep => ({
  label,
  depends: depends.map(({ id }) => id),
  ...compileNode(node, surroundings),
})
