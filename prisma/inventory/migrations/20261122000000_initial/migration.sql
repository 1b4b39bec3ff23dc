-- CreateEnum
CREATE TYPE "stock_adjustment_reason" AS ENUM ('RECEIVED', 'COUNTED', 'DAMAGED', 'LOST', 'RETURNED', 'TRANSFER', 'STATED', 'SALE', 'CANCELLATION');

-- CreateEnum
CREATE TYPE "reservation_state" AS ENUM ('HELD', 'REJECTED', 'EXPIRED', 'COMMITTED', 'COMMIT_REJECTED', 'RELEASED', 'RESTOCKED');

-- CreateTable
CREATE TABLE "location" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "active" BOOLEAN NOT NULL,
    "is_default" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "location_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_item" (
    "variant_id" UUID NOT NULL,
    "stated_sequence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stock_item_pkey" PRIMARY KEY ("variant_id")
);

-- CreateTable
CREATE TABLE "stock_level" (
    "id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "on_hand" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "available" INTEGER NOT NULL GENERATED ALWAYS AS ("on_hand" - "reserved") STORED,
    "ledger_number" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_level_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_adjustment" (
    "id" UUID NOT NULL,
    "level_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "previous" INTEGER,
    "on_hand_before" INTEGER NOT NULL,
    "delta" INTEGER NOT NULL,
    "on_hand_after" INTEGER NOT NULL,
    "reason" "stock_adjustment_reason" NOT NULL,
    "note" TEXT,
    "actor_id" UUID,
    "order_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_adjustment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reservation" (
    "order_id" UUID NOT NULL,
    "state" "reservation_state" NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reservation_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "reservation_line" (
    "order_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,
    "available_when_refused" INTEGER,

    CONSTRAINT "reservation_line_pkey" PRIMARY KEY ("order_id","variant_id")
);

-- CreateTable
CREATE TABLE "allocation" (
    "order_id" UUID NOT NULL,
    "variant_id" UUID NOT NULL,
    "location_id" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "allocation_pkey" PRIMARY KEY ("order_id","variant_id","location_id")
);

-- CreateTable
CREATE TABLE "idempotent_answer" (
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotent_answer_pkey" PRIMARY KEY ("key")
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
CREATE UNIQUE INDEX "location_code_key" ON "location"("code");

-- CreateIndex
CREATE INDEX "location_priority_id_idx" ON "location"("priority", "id");

-- CreateIndex
CREATE INDEX "stock_level_available_id_idx" ON "stock_level"("available", "id");

-- CreateIndex
CREATE INDEX "stock_level_location_id_available_id_idx" ON "stock_level"("location_id", "available", "id");

-- CreateIndex
CREATE UNIQUE INDEX "stock_level_variant_id_location_id_key" ON "stock_level"("variant_id", "location_id");

-- CreateIndex
CREATE UNIQUE INDEX "stock_adjustment_level_id_number_key" ON "stock_adjustment"("level_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "stock_adjustment_level_id_number_on_hand_after_key" ON "stock_adjustment"("level_id", "number", "on_hand_after");

-- CreateIndex
CREATE INDEX "reservation_created_at_order_id_idx" ON "reservation"("created_at", "order_id");

-- CreateIndex
CREATE INDEX "reservation_state_created_at_order_id_idx" ON "reservation"("state", "created_at", "order_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");

-- CreateIndex
CREATE INDEX "inbox_event_handled_at_idx" ON "inbox_event"("handled_at");

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "stock_item"("variant_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_location_id_fkey" FOREIGN KEY ("location_id") REFERENCES "location"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_id_ledger_number_on_hand_fkey" FOREIGN KEY ("id", "ledger_number", "on_hand") REFERENCES "stock_adjustment"("level_id", "number", "on_hand_after") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "stock_adjustment" ADD CONSTRAINT "stock_adjustment_level_id_fkey" FOREIGN KEY ("level_id") REFERENCES "stock_level"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_adjustment" ADD CONSTRAINT "stock_adjustment_level_id_previous_on_hand_before_fkey" FOREIGN KEY ("level_id", "previous", "on_hand_before") REFERENCES "stock_adjustment"("level_id", "number", "on_hand_after") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "reservation"("order_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "reservation"("order_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_variant_id_location_id_fkey" FOREIGN KEY ("variant_id", "location_id") REFERENCES "stock_level"("variant_id", "location_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Below: what schema.prisma cannot say.

-- The rule everything here is about; the ceiling keeps sums within four bytes.
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_within_bounds"
    CHECK ("on_hand" BETWEEN 0 AND 1000000000 AND "reserved" BETWEEN 0 AND "on_hand");

-- A level whose ledger is empty is empty; any other is bound to its ledger's newest entry by a foreign key.
ALTER TABLE "stock_level" ADD CONSTRAINT "stock_level_begins_empty"
    CHECK ("ledger_number" IS NOT NULL OR "on_hand" = 0);

ALTER TABLE "stock_adjustment" ADD CONSTRAINT "stock_adjustment_adds_up"
    CHECK ("on_hand_after" = "on_hand_before" + "delta" AND "on_hand_after" >= 0);

-- Entry 1 begins at nothing, entry n where entry n - 1 ended. (A comparison with NULL would pass a CHECK: hence COALESCE.)
ALTER TABLE "stock_adjustment" ADD CONSTRAINT "stock_adjustment_follows_the_previous"
    CHECK ("number" >= 1 AND COALESCE("previous", 0) = "number" - 1 AND ("previous" IS NOT NULL OR "on_hand_before" = 0));

ALTER TABLE "reservation_line" ADD CONSTRAINT "reservation_line_quantity" CHECK ("quantity" > 0);
ALTER TABLE "allocation" ADD CONSTRAINT "allocation_quantity" CHECK ("quantity" > 0);

ALTER TABLE "location" ADD CONSTRAINT "location_default_is_active" CHECK ("active" OR NOT "is_default");
CREATE UNIQUE INDEX "location_one_default" ON "location" ("is_default") WHERE "is_default";

-- Every shop keeps its stock somewhere: the location it begins with.
INSERT INTO "location" ("id", "code", "name", "priority", "active", "is_default", "created_at")
VALUES ('019a0000-0000-7000-8000-000000000001', 'MAIN', 'Main warehouse', 100, true, true, CURRENT_TIMESTAMP);

-- What the relay has still to send, however much has been sent; and what was sent, in the order it is removed.
CREATE INDEX "outbox_event_unsent_idx" ON "outbox_event" ("position") WHERE "sent_at" IS NULL;
CREATE INDEX "outbox_event_sent_idx" ON "outbox_event" ("sent_at", "position") WHERE "sent_at" IS NOT NULL;
