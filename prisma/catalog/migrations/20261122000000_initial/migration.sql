-- CreateEnum
CREATE TYPE "product_import_state" AS ENUM ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED');

-- CreateEnum
CREATE TYPE "product_import_outcome" AS ENUM ('CREATED', 'UPDATED', 'UNCHANGED', 'REJECTED');

-- CreateTable
CREATE TABLE "product" (
    "id" UUID NOT NULL,
    "handle" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description_html" TEXT NOT NULL DEFAULT '',
    "description" TEXT NOT NULL DEFAULT '',
    "brand_id" UUID,
    "imported_category_id" UUID,
    "tags" TEXT[],
    "published_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "brand_name" TEXT NOT NULL DEFAULT '',
    "keywords" TEXT NOT NULL DEFAULT '',
    "search" tsvector,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_option" (
    "product_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "values" TEXT[],

    CONSTRAINT "product_option_pkey" PRIMARY KEY ("product_id","position")
);

-- CreateTable
CREATE TABLE "product_variant" (
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sku" TEXT,
    "barcode" TEXT,
    "option_values" TEXT[],
    "weight_grams" INTEGER,
    "stated_quantity" INTEGER,

    CONSTRAINT "product_variant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variant_price" (
    "variant_id" UUID NOT NULL,
    "currency_code" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "compare_at_amount" BIGINT,

    CONSTRAINT "variant_price_pkey" PRIMARY KEY ("variant_id","currency_code")
);

-- CreateTable
CREATE TABLE "product_price_range" (
    "product_id" UUID NOT NULL,
    "currency_code" TEXT NOT NULL,
    "lowest" BIGINT NOT NULL,
    "highest" BIGINT NOT NULL,

    CONSTRAINT "product_price_range_pkey" PRIMARY KEY ("product_id","currency_code")
);

-- CreateTable
CREATE TABLE "product_image" (
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "alt" TEXT,

    CONSTRAINT "product_image_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_category" (
    "product_id" UUID NOT NULL,
    "category_id" UUID NOT NULL,

    CONSTRAINT "product_category_pkey" PRIMARY KEY ("product_id","category_id")
);

-- CreateTable
CREATE TABLE "category" (
    "id" UUID NOT NULL,
    "handle" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "parent_id" UUID,
    "ancestor_ids" UUID[],
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "brand" (
    "id" UUID NOT NULL,
    "handle" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "brand_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_import" (
    "id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "currency_code" TEXT NOT NULL,
    "content" TEXT,
    "state" "product_import_state" NOT NULL,
    "failure" TEXT,
    "rows_total" INTEGER,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "product_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product_import_row" (
    "import_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "handle" TEXT,
    "outcome" "product_import_outcome" NOT NULL,
    "reason" TEXT,

    CONSTRAINT "product_import_row_pkey" PRIMARY KEY ("import_id","line")
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
CREATE UNIQUE INDEX "product_handle_key" ON "product"("handle");

-- CreateIndex
CREATE INDEX "product_brand_id_idx" ON "product"("brand_id");

-- CreateIndex
CREATE INDEX "product_imported_category_id_idx" ON "product"("imported_category_id");

-- CreateIndex
CREATE INDEX "product_title_id_idx" ON "product"("title", "id");

-- CreateIndex
CREATE INDEX "product_created_at_id_idx" ON "product"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "product_variant_sku_key" ON "product_variant"("sku");

-- CreateIndex
CREATE INDEX "product_variant_product_id_idx" ON "product_variant"("product_id");

-- CreateIndex
CREATE INDEX "product_price_range_currency_code_lowest_product_id_idx" ON "product_price_range"("currency_code", "lowest", "product_id");

-- CreateIndex
CREATE INDEX "product_image_product_id_idx" ON "product_image"("product_id");

-- CreateIndex
CREATE INDEX "product_category_category_id_idx" ON "product_category"("category_id");

-- CreateIndex
CREATE UNIQUE INDEX "category_handle_key" ON "category"("handle");

-- CreateIndex
CREATE INDEX "category_parent_id_idx" ON "category"("parent_id");

-- CreateIndex
CREATE INDEX "category_ancestor_ids_idx" ON "category" USING GIN ("ancestor_ids");

-- CreateIndex
CREATE UNIQUE INDEX "brand_handle_key" ON "brand"("handle");

-- CreateIndex
CREATE INDEX "brand_name_id_idx" ON "brand"("name", "id");

-- CreateIndex
CREATE INDEX "product_import_finished_at_idx" ON "product_import"("finished_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");

-- CreateIndex
CREATE INDEX "inbox_event_handled_at_idx" ON "inbox_event"("handled_at");

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_brand_id_fkey" FOREIGN KEY ("brand_id") REFERENCES "brand"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_imported_category_id_fkey" FOREIGN KEY ("imported_category_id") REFERENCES "category"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_option" ADD CONSTRAINT "product_option_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_variant" ADD CONSTRAINT "product_variant_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "variant_price" ADD CONSTRAINT "variant_price_variant_id_fkey" FOREIGN KEY ("variant_id") REFERENCES "product_variant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_price_range" ADD CONSTRAINT "product_price_range_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_image" ADD CONSTRAINT "product_image_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_category" ADD CONSTRAINT "product_category_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_category" ADD CONSTRAINT "product_category_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "category"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "category" ADD CONSTRAINT "category_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_import_row" ADD CONSTRAINT "product_import_row_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "product_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Titles and names sort as people sort them (ICU root collation), not by bytes.
ALTER TABLE "product" ALTER COLUMN "title" TYPE TEXT COLLATE "und-x-icu";
ALTER TABLE "category" ALTER COLUMN "name" TYPE TEXT COLLATE "und-x-icu";
ALTER TABLE "brand" ALTER COLUMN "name" TYPE TEXT COLLATE "und-x-icu";

-- The bare words of a text, without accents, so that "cafe" finds "Café" and "12" finds the SKU "A-12" (whose end the
-- parser would read as a negative number). Immutable, unlike the unaccent extension, hence fit for a generated column.
CREATE FUNCTION catalog_words(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(
    regexp_replace(normalize(value, NFD), '[\u0300-\u036F]', '', 'g') COLLATE "und-x-icu",
    '[^[:alnum:]]+', ' ', 'g');

-- Both dictionaries: English finds "pots" by "pot", simple finds words by their beginning in any language.
CREATE FUNCTION catalog_search_document(title TEXT, keywords TEXT, description TEXT) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN setweight(to_tsvector('simple', catalog_words(title)) || to_tsvector('english', catalog_words(title)), 'A')
    || setweight(to_tsvector('simple', catalog_words(keywords)) || to_tsvector('english', catalog_words(keywords)), 'B')
    || setweight(to_tsvector('simple', catalog_words(left(description, 20000)))
      || to_tsvector('english', catalog_words(left(description, 20000))), 'C');

ALTER TABLE "product" DROP COLUMN "search";
ALTER TABLE "product" ADD COLUMN "search" tsvector
  GENERATED ALWAYS AS (catalog_search_document("title", "brand_name" || ' ' || "keywords", "description")) STORED;
CREATE INDEX "product_search_idx" ON "product" USING GIN ("search");

-- Tags match whatever their capitals.
CREATE FUNCTION catalog_lower(tags TEXT[]) RETURNS TEXT[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY(SELECT lower(tag) FROM unnest(tags) AS tag);
CREATE INDEX "product_lower_tags_idx" ON "product" USING GIN (catalog_lower("tags"));

ALTER TABLE "product"
  ADD CONSTRAINT "product_handle_not_empty" CHECK ("handle" <> ''),
  ADD CONSTRAINT "product_title_not_empty" CHECK ("title" <> '');
ALTER TABLE "product_option" ADD CONSTRAINT "product_option_position" CHECK ("position" BETWEEN 1 AND 3);
ALTER TABLE "product_variant"
  ADD CONSTRAINT "product_variant_position" CHECK ("position" >= 1),
  ADD CONSTRAINT "product_variant_weight" CHECK ("weight_grams" >= 0),
  ADD CONSTRAINT "product_variant_sku_not_empty" CHECK ("sku" <> '');
ALTER TABLE "variant_price"
  ADD CONSTRAINT "variant_price_amount" CHECK ("amount" >= 0),
  ADD CONSTRAINT "variant_price_compare_at_above" CHECK ("compare_at_amount" > "amount"),
  ADD CONSTRAINT "variant_price_currency" CHECK ("currency_code" ~ '^[A-Z]{3}$');
ALTER TABLE "category"
  ADD CONSTRAINT "category_no_cycle" CHECK (NOT ("id" = ANY ("ancestor_ids"))),
  ADD CONSTRAINT "category_parent_is_last_ancestor"
    CHECK ("parent_id" IS NOT DISTINCT FROM "ancestor_ids"[cardinality("ancestor_ids")]);
ALTER TABLE "product_import"
  ADD CONSTRAINT "product_import_counters" CHECK ("created" >= 0 AND "updated" >= 0 AND "unchanged" >= 0 AND "rejected" >= 0);
ALTER TABLE "product_import_row"
  ADD CONSTRAINT "product_import_row_reason" CHECK (("reason" IS NOT NULL) = ("outcome" = 'REJECTED'));

-- What the relay has still to send, however much has been sent; and what was sent, in the order it is removed.
CREATE INDEX "outbox_event_unsent_idx" ON "outbox_event" ("position") WHERE "sent_at" IS NULL;
CREATE INDEX "outbox_event_sent_idx" ON "outbox_event" ("sent_at", "position") WHERE "sent_at" IS NOT NULL;
