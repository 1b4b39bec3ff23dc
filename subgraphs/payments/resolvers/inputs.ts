import { z } from 'zod'

/** PostgreSQL's text cannot hold the character U+0000. */
const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Write something here.')
    .max(longest, `${longest} characters at most.`)
    .refine((value) => !value.includes('\0'), 'The character U+0000 cannot be kept.')

const command = { paymentId: z.string().max(100), idempotencyKey: text(200) }

export const refundPaymentInput = z.object({
  ...command,
  // Null and left out are the same input.
  amount: z
    .string()
    .nullish()
    .transform((amount) => amount ?? null),
  reason: text(500),
})
export const retryCaptureInput = z.object(command)
export const voidPaymentInput = z.object({ ...command, reason: text(500) })
