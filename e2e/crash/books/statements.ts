/** What is read of each database, in the shapes of books.ts. */
export const statements = {
  ordering: {
    orders: `SELECT id, customer_id AS "customerId", status::text, version, total::float8 AS total,
      coalesce(rejection_reason::text, cancellation_reason::text) AS reason FROM "order"`,
    lines: `SELECT order_id AS "orderId", variant_id AS "variantId", quantity FROM order_line`,
    transitions: `
      SELECT order_id AS "orderId", version, "from"::text, "to"::text FROM order_transition ORDER BY order_id, version`,
    keys: `SELECT actor_id AS "actorId", key, order_id AS "orderId" FROM idempotency_key`,
  },
  inventory: {
    levels: `SELECT id, variant_id AS "variantId", on_hand AS "onHand", reserved FROM stock_level`,
    ledger: `
      SELECT level_id AS "levelId", number, on_hand_before AS before, delta, on_hand_after AS after, reason::text,
        order_id AS "orderId"
      FROM stock_adjustment ORDER BY level_id, number`,
    reservations: `SELECT order_id AS "orderId", state::text FROM reservation`,
    allocations: `SELECT order_id AS "orderId", variant_id AS "variantId", quantity FROM allocation`,
  },
  payments: {
    payments: `SELECT id, order_id AS "orderId", state::text FROM payment`,
    attempts: `SELECT id, payment_id AS "paymentId", operation::text, outcome::text FROM attempt`,
    ledger: `SELECT payment_id AS "paymentId", kind::text, amount::float8 AS amount FROM ledger_entry`,
    provider: `
      SELECT key, authorisation_key AS authorisation, operation::text, amount::float8 AS amount, approved
      FROM sandbox_transaction`,
  },
  events: (since: Date) => ({
    outbox: `
      SELECT id, type, subject, sequence, sent_at IS NOT NULL AS sent, time >= '${since.toISOString()}' AS bound
      FROM outbox_event ORDER BY position`,
    inbox: `SELECT event_id AS id, type FROM inbox_event`,
    sequences: `SELECT subject, last FROM outbox_sequence`,
  }),
}
