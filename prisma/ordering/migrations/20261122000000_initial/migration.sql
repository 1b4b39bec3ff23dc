-- CreateEnum
CREATE TYPE "order_status" AS ENUM ('PLACED', 'RESERVED', 'AUTHORISED', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "rejection_reason" AS ENUM ('OUT_OF_STOCK', 'PAYMENT_DECLINED');

-- CreateEnum
CREATE TYPE "cancellation_reason" AS ENUM ('CUSTOMER_REQUEST', 'STAFF_DECISION', 'RESERVATION_TIMED_OUT', 'RESERVATION_EXPIRED', 'PAYMENT_TIMED_OUT', 'COMMIT_TIMED_OUT');

-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('CUSTOMER', 'STAFF', 'SYSTEM');

-- CreateTable
CREATE TABLE "order" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "customer_id" UUID NOT NULL,
    "status" "order_status" NOT NULL,
    "version" INTEGER NOT NULL,
    "currency_code" CHAR(3) NOT NULL,
    "total" BIGINT NOT NULL,
    "payment_token" TEXT,
    "recipient_name" TEXT NOT NULL,
    "company" TEXT,
    "address_line_1" TEXT NOT NULL,
    "address_line_2" TEXT,
    "city" TEXT NOT NULL,
    "region" TEXT,
    "postal_code" TEXT,
    "country_code" CHAR(2) NOT NULL,
    "phone" TEXT,
    "rejection_reason" "rejection_reason",
    "shortages" JSONB,
    "cancellation_reason" "cancellation_reason",
    "cancellation_note" TEXT,
    "carrier" TEXT,
    "tracking_number" TEXT,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "shipped_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "variant_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "variant_title" TEXT,
    "sku" TEXT,
    "image_url" TEXT,
    "quantity" INTEGER NOT NULL,
    "unit_price" BIGINT NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_transition" (
    "order_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "from" "order_status",
    "to" "order_status" NOT NULL,
    "reason" TEXT,
    "note" TEXT,
    "actor_kind" "actor_kind" NOT NULL,
    "actor_id" UUID,

    CONSTRAINT "order_transition_pkey" PRIMARY KEY ("order_id","version")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "actor_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "order_id" UUID NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("actor_id","key")
);

-- CreateTable
CREATE TABLE "catalog_product" (
    "id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "published" BOOLEAN NOT NULL,
    "title" TEXT NOT NULL,
    "image_url" TEXT,

    CONSTRAINT "catalog_product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalog_variant" (
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT,
    "prices" JSONB NOT NULL,

    CONSTRAINT "catalog_variant_pkey" PRIMARY KEY ("id")
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
CREATE UNIQUE INDEX "order_number_key" ON "order"("number");

-- CreateIndex
CREATE INDEX "order_customer_id_placed_at_id_idx" ON "order"("customer_id", "placed_at", "id");

-- CreateIndex
CREATE INDEX "order_placed_at_id_idx" ON "order"("placed_at", "id");

-- CreateIndex
CREATE INDEX "order_updated_at_id_idx" ON "order"("updated_at", "id");

-- CreateIndex
CREATE INDEX "order_status_placed_at_id_idx" ON "order"("status", "placed_at", "id");

-- CreateIndex
CREATE INDEX "order_line_sku_idx" ON "order_line"("sku");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_position_key" ON "order_line"("order_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_variant_id_key" ON "order_line"("order_id", "variant_id");

-- CreateIndex
CREATE INDEX "catalog_variant_product_id_idx" ON "catalog_variant"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");

-- CreateIndex
CREATE INDEX "inbox_event_handled_at_idx" ON "inbox_event"("handled_at");

-- AddForeignKey
ALTER TABLE "order_line" ADD CONSTRAINT "order_line_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_transition" ADD CONSTRAINT "order_transition_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalog_variant" ADD CONSTRAINT "catalog_variant_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "catalog_product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Order numbers begin at 100001, so that all of them have the same length for long.
ALTER SEQUENCE "order_number_seq" RESTART WITH 100001;

-- What is known of an order goes with where it stands.
ALTER TABLE "order"
  ADD CONSTRAINT "order_version_check" CHECK ("version" >= 1),
  ADD CONSTRAINT "order_total_check" CHECK ("total" >= 0),
  ADD CONSTRAINT "order_payment_token_check" CHECK (("payment_token" IS NOT NULL) = ("status" = 'PLACED')),
  ADD CONSTRAINT "order_rejection_check" CHECK (
    ("rejection_reason" IS NOT NULL) = ("status" = 'REJECTED') AND ("shortages" IS NOT NULL) = ("status" = 'REJECTED')
  ),
  ADD CONSTRAINT "order_cancellation_check" CHECK (
    ("cancellation_reason" IS NOT NULL) = ("status" = 'CANCELLED')
    AND ("cancellation_note" IS NULL OR "status" = 'CANCELLED')
  ),
  ADD CONSTRAINT "order_shipment_check" CHECK (
    ("carrier" IS NOT NULL) = ("status" IN ('SHIPPED', 'DELIVERED'))
    AND ("shipped_at" IS NOT NULL) = ("status" IN ('SHIPPED', 'DELIVERED'))
    AND ("tracking_number" IS NULL OR "status" IN ('SHIPPED', 'DELIVERED'))
  ),
  ADD CONSTRAINT "order_delivered_at_check" CHECK (("delivered_at" IS NOT NULL) = ("status" = 'DELIVERED'));

ALTER TABLE "order_line"
  ADD CONSTRAINT "order_line_quantity_check" CHECK ("quantity" >= 1),
  ADD CONSTRAINT "order_line_unit_price_check" CHECK ("unit_price" >= 0);

ALTER TABLE "order_transition"
  ADD CONSTRAINT "order_transition_version_check" CHECK (("version" = 1) = ("from" IS NULL)),
  ADD CONSTRAINT "order_transition_actor_check" CHECK (("actor_kind" = 'SYSTEM') = ("actor_id" IS NULL));

-- For the search of orders by how the recipient's name begins.
CREATE INDEX "order_recipient_name_idx" ON "order" (lower("recipient_name") text_pattern_ops);

-- What the relay has still to send, however much has been sent; and what was sent, in the order it is removed.
CREATE INDEX "outbox_event_unsent_idx" ON "outbox_event" ("position") WHERE "sent_at" IS NULL;
CREATE INDEX "outbox_event_sent_idx" ON "outbox_event" ("sent_at", "position") WHERE "sent_at" IS NOT NULL;
