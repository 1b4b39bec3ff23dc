import type { GraphRef } from '../../domain/graph-ref.ts'
import { judgeChanges } from '../operations/judge-changes.ts'
import type { Tools } from '../tools.ts'
import type { ChangeFinding, CheckConfig, CompositionFinding, OperationsTask } from '../types.ts'

/** As much as anybody reads. */
const MOST_CHANGES = 1_000

/** What a change of an API means for those who use it. */
export type ApiOutcome =
  | { readonly ok: true; readonly task: OperationsTask }
  | { readonly ok: false; readonly errors: readonly CompositionFinding[] }

/** Compares an API with the present one and holds what clients sent against the changes; errors when it is none. */
export async function checkApi(
  tools: Tools,
  of: GraphRef,
  config: CheckConfig,
  before: string | null,
  after: string,
): Promise<ApiOutcome> {
  const schemas = { before: before ?? '', after }
  const difference = await tools.analyst.diff(schemas)
  if (!difference.ok) return difference
  const judged = await judgeChanges(tools, of, config, { ...schemas, changes: difference.changes })
  const changes = judged.changes.toSorted((one, other) => rank(one) - rank(other))
  const omitted = changes.length - MOST_CHANGES
  return {
    ok: true,
    task: {
      kind: 'OPERATIONS',
      status: changes.some(({ severity }) => severity === 'FAILURE') ? 'FAILED' : 'PASSED',
      changes: changes.slice(0, MOST_CHANGES),
      ...(omitted > 0 && { omittedChanges: omitted }),
      checkedOperations: judged.checkedOperations,
    },
  }
}

const ranks = { BREAKING: 1, DANGEROUS: 2, SAFE: 3 } as const
const rank = ({ severity, criticality }: ChangeFinding): number =>
  severity === 'FAILURE' ? 0 : ranks[criticality]
