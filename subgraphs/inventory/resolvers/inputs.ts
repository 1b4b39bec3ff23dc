import { isId } from '@tradewind/service'
import { z } from 'zod'
import { faultOf } from '../domain/reasons.ts'

/** The most pieces that one request may add, count or move. */
const MOST_PIECES = 1_000_000

/** Text for people: trimmed, without the control characters that no label or database can take. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')

const note = z
  .string()
  .trim()
  .max(500, 'must have at most 500 characters')
  .regex(/^[^\0]*$/, 'must not contain null characters')
  .nullish()
  .transform((value) => value || null)

const variantId = z.string().refine(isId, 'must be the id of a variant').toLowerCase()
// Whether there is a location of this id, malformed or not, is found out later.
const locationId = z.string().toLowerCase()
const idempotencyKey = text(100)

const pieces = (least: number) =>
  z.number().int().min(least, `must be at least ${least}`).max(MOST_PIECES, `must be at most ${MOST_PIECES}`)

const priority = z.number().int().min(0, 'must be at least 0').max(1_000, 'must be at most 1000')
const name = text(100)

export const createLocationInput = z.object({
  code: z
    .string()
    .regex(/^[A-Z0-9_-]{1,32}$/, 'must be 1 to 32 capital letters, digits, hyphens or underscores'),
  name,
  priority: priority.nullish().transform((value) => value ?? 100),
  isDefault: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
})

/** Null means the same as nothing: leave it as it is. */
const unchanged = <Value>(value: Value | null | undefined): Value | undefined => value ?? undefined

export const updateLocationInput = z.object({
  id: z.string().toLowerCase(),
  name: name.nullish().transform(unchanged),
  priority: priority.nullish().transform(unchanged),
  active: z.boolean().nullish().transform(unchanged),
  isDefault: z
    .literal(true, 'there is always a default: make another location the default instead')
    .nullish()
    .transform(unchanged),
})

export const adjustStockInput = z
  .object({
    variantId,
    locationId,
    delta: z
      .number()
      .int()
      .min(-MOST_PIECES, `must be at least -${MOST_PIECES}`)
      .max(MOST_PIECES, `must be at most ${MOST_PIECES}`)
      .refine((delta) => delta !== 0, 'must not be 0: that changes nothing'),
    reason: z.enum(['RECEIVED', 'COUNTED', 'DAMAGED', 'LOST', 'RETURNED']),
    note,
    idempotencyKey,
  })
  .superRefine(({ reason, delta }, faults) => {
    const fault = delta === 0 ? null : faultOf(reason, delta)
    if (fault) faults.addIssue({ code: 'custom', path: ['delta'], message: fault })
  })

export const setStockInput = z.object({ variantId, locationId, onHand: pieces(0), note, idempotencyKey })

export const transferStockInput = z
  .object({
    variantId,
    fromLocationId: locationId,
    toLocationId: locationId,
    quantity: pieces(1),
    note,
    idempotencyKey,
  })
  .refine(({ fromLocationId, toLocationId }) => fromLocationId !== toLocationId, {
    path: ['toLocationId'],
    message: 'must be another location than the one the pieces leave',
  })
