import type { PartDefinition } from './parts.ts'
import type { PlannedPart } from './plan.ts'

/** Several processes of the same subgraph, which share its database and its queue. */
export interface Replicas {
  /** How many of each subgraph; one where nothing is said. */
  readonly count: Readonly<Record<string, number>>
  /** Puts a load balancer before the replicas at these URLs, and gives its own. */
  readonly balance: (subgraph: string, urls: readonly string[]) => Promise<string>
}

/** Each part as often as it is to run: `ordering`, `ordering-2`, … */
export function replicate(definitions: readonly PartDefinition[], replicas?: Replicas): PartDefinition[] {
  return definitions.flatMap((definition) => {
    const further = Math.max(0, (replicas?.count[definition.name] ?? 1) - 1)
    const copies = Array.from({ length: further }, (_, index) => ({
      ...definition,
      name: `${definition.name}-${index + 2}`,
      replicaOf: definition.name,
    }))
    return [definition, ...copies]
  })
}

/** Where the others reach each part: itself, or the balancer before its replicas. */
export async function addressesOf(
  planned: readonly PlannedPart[],
  replicas?: Replicas,
): Promise<Record<string, string>> {
  const addresses = Object.fromEntries(planned.map(({ name, url }) => [name, url]))
  for (const name of new Set(planned.flatMap(({ replicaOf }) => replicaOf ?? []))) {
    const all = planned.filter((part) => part.name === name || part.replicaOf === name)
    addresses[name] = await replicas!.balance(
      name,
      all.map(({ url }) => url),
    )
  }
  return addresses
}
