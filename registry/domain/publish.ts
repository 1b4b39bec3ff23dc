import { isSubgraphName } from './graph-ref.ts'
import { isStorable } from './text.ts'

/** A subgraph as it stands in a variant. */
export interface Standing {
  readonly name: string
  readonly url: string | null
  readonly sha256: string
}

export interface PublishCommand {
  readonly subgraph: string
  /** Left out, the present URL stays. */
  readonly url: string | null
  /** Of the schema. */
  readonly sha256: string
  /** How many bytes the schema has. */
  readonly bytes: number
}

export interface Refusal {
  readonly code: string
  readonly message: string
}

export type PublishDecision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly url: string; readonly created: boolean }

const LONGEST_URL = 2_000

/** What a publication does to a variant, before anybody knows whether it composes. */
export function decidePublish(
  standing: readonly Standing[],
  command: PublishCommand,
  limits: { readonly maxBytes: number; readonly maxSubgraphs: number },
): PublishDecision {
  const refused = (code: string, message: string): PublishDecision => ({
    kind: 'refused',
    refusal: { code, message },
  })
  if (!isSubgraphName(command.subgraph)) {
    return refused(
      'INVALID_SUBGRAPH_NAME',
      'The name of a subgraph begins with a letter and has up to 63 letters, digits, "-" and "_".',
    )
  }
  if (command.bytes > limits.maxBytes) {
    const most = Math.floor(limits.maxBytes / 1024)
    return refused(
      'SCHEMA_TOO_LARGE',
      `The schema has ${Math.ceil(command.bytes / 1024)} KB; at most ${most} KB are taken.`,
    )
  }
  const present = standing.find(({ name }) => name === command.subgraph)
  const url = command.url ?? present?.url ?? null
  if (url === null) {
    return refused(
      'MISSING_ROUTING_URL',
      `The subgraph ${command.subgraph} is new: give its routing URL, too.`,
    )
  }
  if (url.length > LONGEST_URL || !isStorable(url)) {
    return refused('INVALID_ROUTING_URL', `A routing URL is text of at most ${LONGEST_URL} characters.`)
  }
  if (!present && standing.length >= limits.maxSubgraphs) {
    return refused('TOO_MANY_SUBGRAPHS', `A variant has at most ${limits.maxSubgraphs} subgraphs.`)
  }
  if (present && present.sha256 === command.sha256 && present.url === url) return { kind: 'unchanged' }
  return { kind: 'changed', url, created: !present }
}
