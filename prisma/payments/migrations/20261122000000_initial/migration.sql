-- CreateEnum
CREATE TYPE "payment_state" AS ENUM ('PENDING', 'AUTHORISED', 'DECLINED', 'CAPTURING', 'CAPTURED', 'CAPTURE_FAILED', 'VOIDING', 'VOIDED', 'VOID_FAILED', 'PARTIALLY_REFUNDED', 'REFUNDING', 'REFUNDED', 'REFUND_FAILED');

-- CreateEnum
CREATE TYPE "operation" AS ENUM ('AUTHORISE', 'CAPTURE', 'VOID', 'REFUND');

-- CreateEnum
CREATE TYPE "attempt_outcome" AS ENUM ('UNDECIDED', 'APPROVED', 'DECLINED');

-- CreateEnum
CREATE TYPE "decline_reason" AS ENUM ('REFUSED', 'INSUFFICIENT_FUNDS', 'EXPIRED_CARD', 'INVALID_TOKEN', 'NOT_POSSIBLE', 'NO_ANSWER');

-- CreateEnum
CREATE TYPE "ledger_entry_kind" AS ENUM ('AUTHORISATION', 'CAPTURE', 'VOID', 'REFUND');

-- CreateTable
CREATE TABLE "order_progress" (
    "order_id" UUID NOT NULL,
    "shipped_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_progress_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "state" "payment_state" NOT NULL DEFAULT 'PENDING',
    "decline_reason" "decline_reason",
    "currency_code" CHAR(3) NOT NULL,
    "amount" BIGINT NOT NULL,
    "authorised_amount" BIGINT NOT NULL DEFAULT 0,
    "captured_amount" BIGINT NOT NULL DEFAULT 0,
    "voided_amount" BIGINT NOT NULL DEFAULT 0,
    "refunded_amount" BIGINT NOT NULL DEFAULT 0,
    "payment_token" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "operation" "operation" NOT NULL,
    "amount" BIGINT NOT NULL,
    "outcome" "attempt_outcome" NOT NULL DEFAULT 'UNDECIDED',
    "decline_reason" "decline_reason",
    "reference" TEXT,
    "checks" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "attempt_id" UUID NOT NULL,
    "kind" "ledger_entry_kind" NOT NULL,
    "amount" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_request" (
    "actor_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_request_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateTable
CREATE TABLE "sandbox_transaction" (
    "key" TEXT NOT NULL,
    "operation" "operation" NOT NULL,
    "authorisation_key" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency_code" TEXT NOT NULL,
    "behaviour" TEXT NOT NULL,
    "approved" BOOLEAN,
    "decline_reason" TEXT,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_transaction_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "sandbox_notification" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "sandbox_notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_event" (
    "position" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,
    "traceparent" TEXT,
    "deliver_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "outbox_sequence" (
    "subject" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "outbox_sequence_pkey" PRIMARY KEY ("subject")
);

-- CreateTable
CREATE TABLE "inbox_event" (
    "event_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_event_pkey" PRIMARY KEY ("event_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "payment_order_id_key" ON "payment"("order_id");

-- CreateIndex
CREATE INDEX "payment_state_id_idx" ON "payment"("state", "id");

-- CreateIndex
CREATE INDEX "payment_created_at_idx" ON "payment"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_payment_id_number_key" ON "attempt"("payment_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entry_attempt_id_key" ON "ledger_entry"("attempt_id");

-- CreateIndex
CREATE INDEX "ledger_entry_payment_id_id_idx" ON "ledger_entry"("payment_id", "id");

-- CreateIndex
CREATE INDEX "sandbox_transaction_authorisation_key_idx" ON "sandbox_transaction"("authorisation_key");

-- CreateIndex
CREATE INDEX "sandbox_notification_sent_at_due_at_idx" ON "sandbox_notification"("sent_at", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");

-- CreateIndex
CREATE INDEX "inbox_event_handled_at_idx" ON "inbox_event"("handled_at");

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order_progress"("order_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "attempt"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the rules in subgraphs/payments/domain/ promise, held by the database as well.

ALTER TABLE "payment"
  ADD CONSTRAINT "payment_currency_is_a_code" CHECK ("currency_code" ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT "payment_amount_is_not_negative" CHECK ("amount" >= 0),
  ADD CONSTRAINT "payment_authorised_at_most_the_amount" CHECK ("authorised_amount" BETWEEN 0 AND "amount"),
  ADD CONSTRAINT "payment_captured_and_voided_at_most_authorised" CHECK (
    "captured_amount" >= 0 AND "voided_amount" >= 0 AND "captured_amount" + "voided_amount" <= "authorised_amount"
  ),
  ADD CONSTRAINT "payment_refunded_at_most_captured" CHECK ("refunded_amount" BETWEEN 0 AND "captured_amount"),
  ADD CONSTRAINT "payment_token_only_while_undecided" CHECK ("payment_token" IS NULL OR "state" = 'PENDING'),
  ADD CONSTRAINT "payment_declined_with_a_reason" CHECK (
    CASE "state"
      WHEN 'DECLINED' THEN "decline_reason" IS NOT NULL
      WHEN 'VOIDING' THEN true
      WHEN 'VOIDED' THEN true
      WHEN 'VOID_FAILED' THEN true
      ELSE "decline_reason" IS NULL
    END
  ),
  ADD CONSTRAINT "payment_state_agrees_with_the_sums" CHECK (
    CASE "state"
      WHEN 'PENDING' THEN "authorised_amount" = 0
      WHEN 'DECLINED' THEN "authorised_amount" = "voided_amount" AND "captured_amount" = 0
      WHEN 'AUTHORISED' THEN "captured_amount" = 0 AND "voided_amount" = 0
      WHEN 'CAPTURING' THEN "captured_amount" = 0 AND "voided_amount" = 0
      WHEN 'CAPTURE_FAILED' THEN "captured_amount" = 0 AND "voided_amount" = 0
      WHEN 'VOIDING' THEN "captured_amount" = 0 AND "voided_amount" = 0
      WHEN 'VOID_FAILED' THEN "captured_amount" = 0 AND "voided_amount" = 0
      WHEN 'VOIDED' THEN "captured_amount" = 0 AND "voided_amount" = "authorised_amount"
      WHEN 'CAPTURED' THEN "captured_amount" = "authorised_amount" AND "refunded_amount" = 0
      WHEN 'PARTIALLY_REFUNDED' THEN "refunded_amount" > 0 AND "refunded_amount" < "captured_amount"
      WHEN 'REFUNDED' THEN "refunded_amount" = "captured_amount"
      ELSE "captured_amount" = "authorised_amount" AND "refunded_amount" < "captured_amount"
    END
  );

ALTER TABLE "attempt"
  ADD CONSTRAINT "attempt_numbered_from_one" CHECK ("number" >= 1 AND "checks" >= 0),
  ADD CONSTRAINT "attempt_amount_is_not_negative" CHECK ("amount" >= 0),
  ADD CONSTRAINT "attempt_decided_at_a_time" CHECK (("outcome" = 'UNDECIDED') = ("decided_at" IS NULL)),
  ADD CONSTRAINT "attempt_declined_with_a_reason" CHECK (("outcome" = 'DECLINED') = ("decline_reason" IS NOT NULL));

-- One authorisation is ever asked for, and one capture or void at a time.
CREATE UNIQUE INDEX "attempt_one_authorisation_key" ON "attempt"("payment_id") WHERE "operation" = 'AUTHORISE';
CREATE UNIQUE INDEX "attempt_one_undecided_key" ON "attempt"("payment_id", "operation")
  WHERE "outcome" = 'UNDECIDED' AND "operation" <> 'REFUND';

ALTER TABLE "ledger_entry"
  ADD CONSTRAINT "ledger_entry_amount_is_not_negative" CHECK ("amount" >= 0);

-- Money is authorised, captured and voided once; only refunds come in parts.
CREATE UNIQUE INDEX "ledger_entry_once_key" ON "ledger_entry"("payment_id", "kind") WHERE "kind" <> 'REFUND';

CREATE FUNCTION "refuse_ledger_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is only ever added to.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER "ledger_entry_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ledger_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_ledger_change"();

-- When a transaction commits, the sums of a payment are those of its ledger.
CREATE FUNCTION "check_payment_sums"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid := CASE TG_TABLE_NAME WHEN 'payment' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'payment_id' END;
BEGIN
  PERFORM 1
  FROM "payment" AS p
  LEFT JOIN "ledger_entry" AS e ON e."payment_id" = p."id"
  WHERE p."id" = changed
  GROUP BY p."id"
  HAVING p."authorised_amount" <> coalesce(sum(e."amount") FILTER (WHERE e."kind" = 'AUTHORISATION'), 0)
    OR p."captured_amount" <> coalesce(sum(e."amount") FILTER (WHERE e."kind" = 'CAPTURE'), 0)
    OR p."voided_amount" <> coalesce(sum(e."amount") FILTER (WHERE e."kind" = 'VOID'), 0)
    OR p."refunded_amount" <> coalesce(sum(e."amount") FILTER (WHERE e."kind" = 'REFUND'), 0);
  IF FOUND THEN
    RAISE EXCEPTION 'The sums of payment % are not those of its ledger.', changed USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER "payment_sums_agree_with_ledger"
  AFTER INSERT OR UPDATE OF "authorised_amount", "captured_amount", "voided_amount", "refunded_amount" ON "payment"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_payment_sums"();

CREATE CONSTRAINT TRIGGER "ledger_agrees_with_payment_sums" AFTER INSERT ON "ledger_entry"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "check_payment_sums"();

-- What the relay has still to send, however much has been sent; and what was sent, in the order it is removed.
CREATE INDEX "outbox_event_unsent_idx" ON "outbox_event" ("position") WHERE "sent_at" IS NULL;
CREATE INDEX "outbox_event_sent_idx" ON "outbox_event" ("sent_at", "position") WHERE "sent_at" IS NOT NULL;
