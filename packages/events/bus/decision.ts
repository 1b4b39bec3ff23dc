import { z } from 'zod'

/** What an operator decided about failed events, as it is kept. */
export const decision = z.object({
  at: z.iso.datetime(),
  /** Who: the account's id, and the address they signed in with. */
  staffId: z.string(),
  staff: z.string(),
  action: z.enum(['retry', 'retry-kind', 'discard']),
  subscriber: z.string(),
  type: z.string(),
  /** Of the one event; with `retry-kind` there is none. */
  eventId: z.string().optional(),
  subject: z.string().optional(),
  /** What it had failed with. */
  error: z.string().optional(),
  reason: z.string().optional(),
})

export type Decision = z.infer<typeof decision>
