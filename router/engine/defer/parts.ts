import { interruptible } from '@tradewind/service'
import type { ExecutionResult } from 'graphql'
import { unexplained } from '../answer.ts'
import type { IncrementalPart, IncrementalResult, SubsequentResult } from '../engine.ts'
import type { Run } from '../execute/run.ts'
import type { Completed, FoundPart } from '../shape/deferring-shape.ts'
import { plannedLabel } from './document.ts'
import type { DeferredFragment } from './document.ts'
import type { DeferredExecution } from './plan.ts'
import { isThere, UntoldErrors } from './untold-errors.ts'

export interface Delivery {
  readonly run: Run
  readonly execution: DeferredExecution
  readonly fragments: readonly DeferredFragment[]
  complete(): Completed
  completePart(part: FoundPart): Completed
  /** Ends what is under way. */
  stop(): void
}

/** The parts to come, by the number of their fragment. */
type Pending = Map<number, FoundPart[]>

/**
 * Gives what is not deferred as soon as it is there, and each part when it is ready: after what it is in, and never for
 * an object that is not there. All objects of one fragment come together. Nulls move up inside a part and no further,
 * and its errors are with it. Where nothing is left to come, the answer is a plain one.
 */
export async function deliver(delivery: Delivery): Promise<ExecutionResult | IncrementalResult> {
  const { run, execution, stop } = delivery
  await execution.primary
  const { data, problems, found } = delivery.complete()
  const pending: Pending = new Map()
  addPresent(pending, found, data, 0)
  const untold = new UntoldErrors()
  untold.add(run.errors)
  const told = pending.size > 0 ? untold.take([], data) : run.errors
  const errors = [...told, ...unexplained(problems, run.errors)]
  const initial = { ...(errors.length > 0 && { errors }), data }
  if (pending.size === 0) {
    stop()
    return initial
  }
  return {
    initialResult: { ...initial, hasNext: true },
    subsequentResults: interruptible(deliverParts(delivery, pending, untold), stop),
  }
}

async function* deliverParts(
  { run, execution, fragments, completePart }: Delivery,
  pending: Pending,
  untold: UntoldErrors,
): AsyncGenerator<SubsequentResult, void> {
  const ready = new Set<number>()
  const watched = new Map<number, Promise<void>>()
  const watch = (fragment: number): Promise<void> =>
    watched.getOrInsertComputed(fragment, async () => {
      untold.add(await execution.ready(plannedLabel(fragment)))
      ready.add(fragment)
    })

  function partsOf(fragment: number, found: readonly FoundPart[]): IncrementalPart[] {
    const { label } = fragments[fragment]!
    const completed = found.map((part) => {
      const { data, problems, found: inside } = completePart(part)
      addPresent(pending, inside, data, part.path.length)
      return { path: part.path, data, problems, errors: untold.take(part.path, data) }
    })
    // What is wrong with a list as a whole is told once, and again where a part has nothing else to tell.
    const common = untold.takeAround(found.map(({ path }) => path))
    return completed.map(({ path, data, problems, errors: own }, index) => {
      const all = [...own, ...unexplained(problems, [...own, ...common])]
      const errors = index === 0 || (data === null && all.length === 0) ? [...all, ...common] : all
      return { ...(errors.length > 0 && { errors }), data, path, ...(label !== undefined && { label }) }
    })
  }

  while (pending.size > 0) {
    await Promise.race([...pending.keys()].map(watch))
    if (run.caller.signal.aborted) return
    const incremental: IncrementalPart[] = []
    // Parts of these parts that are ready as well are added on the way, and come in the same turn.
    for (const [fragment, found] of pending) {
      if (!ready.has(fragment)) continue
      pending.delete(fragment)
      incremental.push(...partsOf(fragment, found))
    }
    yield { incremental, hasNext: pending.size > 0 }
  }
}

/** Adds the parts whose objects are in the data, and not in something that became null. */
function addPresent(pending: Pending, found: readonly FoundPart[], data: unknown, from: number): void {
  for (const part of found)
    if (isThere(data, part.path.slice(from))) pending.getOrInsertComputed(part.fragment, () => []).push(part)
}
