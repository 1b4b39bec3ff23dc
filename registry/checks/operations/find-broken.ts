import type { CandidateOperation } from '../../data/checked-operations.ts'
import type { DiffedChange, Impact } from '../diff/change.ts'
import type { Judge } from './proofs.ts'

type Numbered = { readonly number: number; readonly impact: Impact }

/** For each change, which of the candidates (by index) it breaks. */
export function findBroken(
  changes: readonly DiffedChange[],
  candidates: readonly CandidateOperation[],
  judge: Judge,
): number[][] {
  const breaking = changes.flatMap(({ impact }, number): Numbered[] => (impact ? [{ number, impact }] : []))
  const byCoordinate = indexByCoordinate(breaking)
  const byDirective = breaking.filter(({ impact }) => impact.directive !== undefined)
  const broken = changes.map((): number[] => [])
  for (const [index, operation] of candidates.entries()) {
    const possible = new Set(
      operation.coordinates.flatMap((coordinate) => byCoordinate.get(coordinate) ?? []),
    )
    for (const { number } of breaks(operation, [...possible, ...byDirective], judge))
      broken[number]!.push(index)
  }
  return broken
}

function indexByCoordinate(breaking: readonly Numbered[]): ReadonlyMap<string, Numbered[]> {
  const index = new Map<string, Numbered[]>()
  for (const change of breaking)
    for (const coordinate of change.impact.coordinates)
      index.getOrInsertComputed(coordinate, () => []).push(change)
  return index
}

/** Those of the possible changes that break the operation. The text is read only where one depends on it. */
function breaks(
  { signature }: CandidateOperation,
  possible: readonly Numbered[],
  judge: Judge,
): readonly Numbered[] {
  const needsText = ({ impact }: Numbered) => impact.proof !== undefined || impact.directive !== undefined
  if (!possible.some(needsText)) return possible
  const text = signature === null ? null : judge.read(signature)
  return possible.filter((change) => (needsText(change) ? text?.isBroken(change.impact) : true))
}
