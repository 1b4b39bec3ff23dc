-- CreateEnum
CREATE TYPE "launch_kind" AS ENUM ('PUBLISH', 'DELETE', 'ROLLBACK', 'CONTRACT');

-- CreateEnum
CREATE TYPE "launch_status" AS ENUM ('COMPOSED', 'FAILED');

-- CreateEnum
CREATE TYPE "key_scope" AS ENUM ('READ', 'CHECK', 'PUBLISH', 'REPORT');

-- CreateEnum
CREATE TYPE "check_status" AS ENUM ('PASSED', 'FAILED');

-- CreateTable
CREATE TABLE "graph" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "readme" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "graph_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variant" (
    "graph_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "readme" TEXT NOT NULL DEFAULT '',
    "federation_version" TEXT NOT NULL,
    "source_variant" TEXT,
    "include" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "exclude" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "hide_unreachable" BOOLEAN NOT NULL DEFAULT true,
    "current_launch_id" UUID,
    "persisted_query_list_id" UUID,
    "lint_config" JSONB NOT NULL DEFAULT '{}',
    "check_config" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "variant_pkey" PRIMARY KEY ("graph_id","name")
);

-- CreateTable
CREATE TABLE "subgraph_revision" (
    "id" UUID NOT NULL,
    "graph_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "subgraph" TEXT NOT NULL,
    "url" TEXT,
    "sdl" TEXT NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subgraph_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "active_subgraph" (
    "graph_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "revision_id" UUID NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "active_subgraph_pkey" PRIMARY KEY ("graph_id","variant","name")
);

-- CreateTable
CREATE TABLE "launch" (
    "id" UUID NOT NULL,
    "graph_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "launch_kind" NOT NULL,
    "status" "launch_status" NOT NULL,
    "subgraph" TEXT,
    "federation_version" TEXT NOT NULL,
    "supergraph_sdl" TEXT,
    "api_schema_sdl" TEXT,
    "supergraph_sha256" CHAR(64),
    "errors" JSONB NOT NULL DEFAULT '[]',
    "hints" JSONB NOT NULL DEFAULT '[]',
    "revisions" JSONB NOT NULL,
    "who" JSONB NOT NULL,
    "git" JSONB NOT NULL DEFAULT '{}',
    "rolled_back_to" UUID,
    "source_launch_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "launch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "graph_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "scopes" "key_scope"[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "graph_id" TEXT NOT NULL,
    "who" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "persisted_query_list" (
    "id" UUID NOT NULL,
    "graph_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "persisted_query_list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "persisted_query" (
    "list_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "client_name" TEXT,

    CONSTRAINT "persisted_query_pkey" PRIMARY KEY ("list_id","id")
);

-- CreateTable
CREATE TABLE "check" (
    "id" UUID NOT NULL,
    "graph_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "subgraph" TEXT,
    "status" "check_status" NOT NULL,
    "sdl" TEXT NOT NULL,
    "base_launch_id" UUID,
    "git" JSONB NOT NULL DEFAULT '{}',
    "config" JSONB NOT NULL,
    "tasks" JSONB NOT NULL,
    "who" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation" (
    "graph_id" TEXT NOT NULL,
    "id" CHAR(64) NOT NULL,
    "name" TEXT,
    "signature" TEXT NOT NULL,
    "coordinates" TEXT[],
    "first_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "operation_pkey" PRIMARY KEY ("graph_id","id")
);

-- CreateTable
CREATE TABLE "operation_usage" (
    "graph_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "operation_id" CHAR(64) NOT NULL,
    "client_name" TEXT NOT NULL,
    "client_version" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(0) NOT NULL,
    "requests" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "durations" BIGINT[],

    CONSTRAINT "operation_usage_pkey" PRIMARY KEY ("graph_id","operation_id","variant","client_name","client_version","bucket")
);

-- CreateTable
CREATE TABLE "field_usage" (
    "graph_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "coordinate" TEXT NOT NULL,
    "client_name" TEXT NOT NULL,
    "client_version" TEXT NOT NULL,
    "bucket" TIMESTAMPTZ(0) NOT NULL,
    "requests" BIGINT NOT NULL,

    CONSTRAINT "field_usage_pkey" PRIMARY KEY ("graph_id","variant","coordinate","client_name","client_version","bucket")
);

-- CreateTable
CREATE TABLE "usage_report" (
    "id" UUID NOT NULL,
    "graph_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "dropped" BIGINT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events_report" (
    "graph_id" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "status" "check_status" NOT NULL,
    "compared_with" TEXT NOT NULL,
    "findings" JSONB NOT NULL,
    "who" JSONB NOT NULL,
    "reported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "events_report_pkey" PRIMARY KEY ("graph_id","commit")
);

-- CreateIndex
CREATE UNIQUE INDEX "variant_current_launch_id_key" ON "variant"("current_launch_id");

-- CreateIndex
CREATE INDEX "variant_graph_id_source_variant_idx" ON "variant"("graph_id", "source_variant");

-- CreateIndex
CREATE INDEX "subgraph_revision_graph_id_variant_subgraph_id_idx" ON "subgraph_revision"("graph_id", "variant", "subgraph", "id");

-- CreateIndex
CREATE INDEX "active_subgraph_revision_id_idx" ON "active_subgraph"("revision_id");

-- CreateIndex
CREATE INDEX "launch_source_launch_id_idx" ON "launch"("source_launch_id");

-- CreateIndex
CREATE UNIQUE INDEX "launch_graph_id_variant_number_key" ON "launch"("graph_id", "variant", "number");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_graph_id_id_idx" ON "api_key"("graph_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_graph_id_id_idx" ON "audit_entry"("graph_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "persisted_query_list_graph_id_name_key" ON "persisted_query_list"("graph_id", "name");

-- CreateIndex
CREATE INDEX "check_graph_id_variant_id_idx" ON "check"("graph_id", "variant", "id");

-- CreateIndex
CREATE INDEX "operation_coordinates_idx" ON "operation" USING GIN ("coordinates");

-- CreateIndex
CREATE INDEX "operation_usage_graph_id_variant_bucket_idx" ON "operation_usage"("graph_id", "variant", "bucket");

-- CreateIndex
CREATE INDEX "operation_usage_bucket_idx" ON "operation_usage" USING BRIN ("bucket");

-- CreateIndex
CREATE INDEX "field_usage_graph_id_variant_bucket_idx" ON "field_usage"("graph_id", "variant", "bucket");

-- CreateIndex
CREATE INDEX "field_usage_bucket_idx" ON "field_usage" USING BRIN ("bucket");

-- CreateIndex
CREATE INDEX "usage_report_received_at_idx" ON "usage_report"("received_at");

-- AddForeignKey
ALTER TABLE "variant" ADD CONSTRAINT "variant_graph_id_fkey" FOREIGN KEY ("graph_id") REFERENCES "graph"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "variant" ADD CONSTRAINT "variant_graph_id_source_variant_fkey" FOREIGN KEY ("graph_id", "source_variant") REFERENCES "variant"("graph_id", "name") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "variant" ADD CONSTRAINT "variant_current_launch_id_fkey" FOREIGN KEY ("current_launch_id") REFERENCES "launch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "variant" ADD CONSTRAINT "variant_persisted_query_list_id_fkey" FOREIGN KEY ("persisted_query_list_id") REFERENCES "persisted_query_list"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subgraph_revision" ADD CONSTRAINT "subgraph_revision_graph_id_variant_fkey" FOREIGN KEY ("graph_id", "variant") REFERENCES "variant"("graph_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "active_subgraph" ADD CONSTRAINT "active_subgraph_graph_id_variant_fkey" FOREIGN KEY ("graph_id", "variant") REFERENCES "variant"("graph_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "active_subgraph" ADD CONSTRAINT "active_subgraph_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "subgraph_revision"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "launch" ADD CONSTRAINT "launch_graph_id_variant_fkey" FOREIGN KEY ("graph_id", "variant") REFERENCES "variant"("graph_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_graph_id_fkey" FOREIGN KEY ("graph_id") REFERENCES "graph"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "persisted_query_list" ADD CONSTRAINT "persisted_query_list_graph_id_fkey" FOREIGN KEY ("graph_id") REFERENCES "graph"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "persisted_query" ADD CONSTRAINT "persisted_query_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "persisted_query_list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "check" ADD CONSTRAINT "check_graph_id_variant_fkey" FOREIGN KEY ("graph_id", "variant") REFERENCES "variant"("graph_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation" ADD CONSTRAINT "operation_graph_id_fkey" FOREIGN KEY ("graph_id") REFERENCES "graph"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_usage" ADD CONSTRAINT "operation_usage_graph_id_operation_id_fkey" FOREIGN KEY ("graph_id", "operation_id") REFERENCES "operation"("graph_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "events_report" ADD CONSTRAINT "events_report_graph_id_fkey" FOREIGN KEY ("graph_id") REFERENCES "graph"("id") ON DELETE CASCADE ON UPDATE CASCADE;
