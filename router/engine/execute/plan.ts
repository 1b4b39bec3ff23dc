import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner'
import { compileFetch } from './fetch.ts'
import type { Surroundings } from './fetch.ts'
import type { Run, Step } from './run.ts'

/** Compiles a part of a query plan, whose data belongs at the place, into a function that executes it. */
export function compilePlan(node: PlanNode, surroundings: Surroundings, place: ResponsePath = []): Step {
  switch (node.kind) {
    case 'Fetch': {
      const fetch = compileFetch(node, [place], surroundings)
      return node.id === undefined ? fetch : announced(fetch, node.id)
    }
    case 'Flatten':
      return compilePlan(node.node, surroundings, [...place, ...node.path])
    case 'Sequence':
      return sequence(node.nodes.map((child) => compilePlan(child, surroundings, place)))
    case 'Parallel':
      return parallel(compileParallel(node.nodes, surroundings, place))
    case 'Condition': {
      const { condition, ifClause, elseClause } = node
      const whenTrue = ifClause && compilePlan(ifClause, surroundings, place)
      const whenFalse = elseClause && compilePlan(elseClause, surroundings, place)
      return (run) => (run.conditions.get(condition) ? whenTrue : whenFalse)?.(run)
    }
    case 'Defer':
      throw new Error('The planner defers nothing but parts of the whole, and parts of those.')
  }
}

/** A fetch that deferred parts of the plan wait for. */
const announced =
  (fetch: Step, id: string): Step =>
  async (run) => {
    await fetch(run)
    run.onFetched?.(id)
  }

const sequence =
  (steps: readonly Step[]): Step =>
  async (run) => {
    for (const step of steps) await step(run)
  }

const parallel =
  (steps: readonly Step[]): Step =>
  (run: Run) =>
    steps.length === 1 ? steps[0]!(run) : Promise.all(steps.map(async (step) => step(run)))

interface PlacedFetch {
  readonly fetch: FetchNode
  readonly places: ResponsePath[]
}

/** Fetches of a step that ask the same subgraph the same of different places become one. */
function compileParallel(
  nodes: readonly PlanNode[],
  surroundings: Surroundings,
  place: ResponsePath,
): Step[] {
  const fetches = new Map<string, PlacedFetch>()
  const others: Step[] = []
  for (const node of nodes) {
    const fetch = node.kind === 'Flatten' ? node.node : node
    if (fetch.kind !== 'Fetch' || !fetch.requires || fetch.id !== undefined) {
      others.push(compilePlan(node, surroundings, place))
      continue
    }
    const target = node.kind === 'Flatten' ? [...place, ...node.path] : place
    const known = fetches.get(sameness(fetch))
    if (known) known.places.push(target)
    else fetches.set(sameness(fetch), { fetch, places: [target] })
  }
  const merged = [...fetches.values()].map(({ fetch, places }) => compileFetch(fetch, places, surroundings))
  return [...others, ...merged]
}

/** What two fetches have in common that ask the same. The planner numbers the operations' names. */
function sameness(fetch: FetchNode): string {
  const { serviceName, operation, operationName, requires, inputRewrites, outputRewrites } = fetch
  const text = operationName ? operation.replace(operationName, '') : operation
  return JSON.stringify([serviceName, text, requires, inputRewrites, outputRewrites])
}
