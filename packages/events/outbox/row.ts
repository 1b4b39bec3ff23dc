import type { Delivery } from '../bus/bus.ts'

/** A row of `outbox_event` as `pg` reads it. */
export interface OutboxRow {
  readonly position: string
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly sequence: number
  readonly time: Date
  readonly data: unknown
  readonly traceparent: string | null
  readonly deliver_at: Date | null
}

/** The envelope that was published, and when it is to arrive. */
export function toDelivery(row: OutboxRow): Delivery {
  const { id, type, subject, sequence, time, data, traceparent, deliver_at: deliverAt } = row
  return {
    event: {
      specversion: '1.0',
      id,
      source: `/tradewind/${type.split('.', 1)[0]}`,
      type,
      subject,
      time: time.toISOString(),
      sequence,
      ...(traceparent && { traceparent }),
      data,
    },
    deliverAt: deliverAt ?? undefined,
  }
}
