/** The stock of one variant at one location: `0 <= reserved <= onHand`. */
export interface Level {
  /** Pieces that are physically there. */
  readonly onHand: number
  /** Pieces of these that are held for orders. */
  readonly reserved: number
}

/** A place where nothing was ever kept. */
export const emptyLevel: Level = { onHand: 0, reserved: 0 }

/** More than this no level holds; it keeps sums over locations within what GraphQL and PostgreSQL call an integer. */
export const HIGHEST_LEVEL = 1_000_000_000

/** Why a level cannot be changed. */
export type LevelProblem =
  /** It would fall below zero, or below what is held for orders. */
  | { readonly code: 'INSUFFICIENT_STOCK'; readonly onHand: number; readonly reserved: number }
  /** It would hold more than HIGHEST_LEVEL. */
  | { readonly code: 'TOO_MUCH_STOCK' }

export type LevelChange =
  { readonly ok: true; readonly delta: number } | { readonly ok: false; readonly problem: LevelProblem }

/** Adds pieces, or takes free ones away when `delta` is negative. */
export function adjust({ onHand, reserved }: Level, delta: number): LevelChange {
  const after = onHand + delta
  if (after < reserved) return { ok: false, problem: { code: 'INSUFFICIENT_STOCK', onHand, reserved } }
  if (after > HIGHEST_LEVEL) return { ok: false, problem: { code: 'TOO_MUCH_STOCK' } }
  return { ok: true, delta }
}

/** Sets the level to what was counted. A count below what is held is refused: an order would be left without. */
export const count = (level: Level, counted: number): LevelChange => adjust(level, counted - level.onHand)

/**
 * Sets the level to what a merchant's file states. Unlike a person, a file cannot be asked again, so nothing is refused:
 * what cannot be done is done as far as possible, and the note says so.
 */
export function state(
  level: Level,
  stated: number,
  importId: string,
): { readonly delta: number; readonly note: string } {
  const target = Math.min(Math.max(stated, level.reserved, 0), HIGHEST_LEVEL)
  const remarks = [
    `A file stated ${stated} (import ${importId}).`,
    ...(stated < 0 ? ['Less than nothing counts as 0.'] : []),
    ...(stated > HIGHEST_LEVEL ? [`More than ${HIGHEST_LEVEL} cannot be kept.`] : []),
    ...(Math.max(stated, 0) < level.reserved ? [`${level.reserved} are held for orders, so they stay.`] : []),
  ]
  return { delta: target - level.onHand, note: remarks.join(' ') }
}
