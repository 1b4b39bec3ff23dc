-- CreateIndex
CREATE INDEX "idempotency_key_used_at_idx" ON "idempotency_key" USING BRIN ("used_at");
