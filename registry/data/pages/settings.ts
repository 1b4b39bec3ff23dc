import { transact } from '@tradewind/service'
import type { GraphRef } from '../../domain/graph-ref.ts'
import type { Actor } from '../../domain/history.ts'
import { audit } from '../audit.ts'
import type { PrismaClient } from '../generated/client.ts'

/** Where a variant's checks differ from the defaults. */
export interface VariantSettings {
  /** Levels of lint rules by their name. */
  readonly lintConfig: Readonly<Record<string, string>>
  /** Validation period and thresholds. */
  readonly checkConfig: Readonly<Record<string, number>>
}

/** Null when there is no such variant. */
export async function findSettings(
  prisma: PrismaClient,
  { graphId, variant: name }: GraphRef,
): Promise<VariantSettings | null> {
  const found = await prisma.variant.findUnique({
    where: { graphId_name: { graphId, name } },
    select: { lintConfig: true, checkConfig: true },
  })
  return found as VariantSettings | null
}

/** Changes what checks of a variant look at, on record. */
export async function saveSettings(
  prisma: PrismaClient,
  { graphId, variant }: GraphRef,
  { lintConfig, checkConfig }: VariantSettings,
  who: Actor,
): Promise<void> {
  await transact(prisma, async (tx) => {
    await tx.variant.update({
      where: { graphId_name: { graphId, name: variant } },
      data: { lintConfig, checkConfig },
    })
    const detail = { variant, lint: JSON.stringify(lintConfig), checks: JSON.stringify(checkConfig) }
    await audit(tx, { graphId, who, action: 'variant.configured', detail })
  })
}
