-- CreateIndex
CREATE INDEX "idempotent_answer_created_at_idx" ON "idempotent_answer" USING BRIN ("created_at");
