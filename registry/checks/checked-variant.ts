import { badUserInput } from '@tradewind/service'
import type { PrismaClient } from '../data/generated/client.ts'
import { findVariant, type Variant } from '../data/graphs.ts'
import { toGraphRef, type GraphRef } from '../domain/graph-ref.ts'
import type { Tools } from './tools.ts'

/** The variant to check against. Throws BAD_USER_INPUT when there is none, or none that anything is published to. */
export async function findCheckedVariant(prisma: PrismaClient, of: GraphRef): Promise<Variant> {
  const variant = await findVariant(prisma, of)
  if (!variant) throw badUserInput(`There is no ${toGraphRef(of)}: publish to it first.`)
  if (variant.sourceVariant)
    throw badUserInput(
      `${of.variant} is a contract of ${variant.sourceVariant}: check there, and it is checked as well.`,
    )
  return variant
}

/** Throws BAD_USER_INPUT for a schema that nobody would be let publish. */
export function refuseSize(sdl: string, { maxBytes }: Tools['limits']): void {
  const bytes = Buffer.byteLength(sdl)
  if (bytes > maxBytes)
    throw badUserInput(
      `The schema has ${Math.ceil(bytes / 1024)} KB; at most ${Math.floor(maxBytes / 1024)} KB are taken.`,
    )
}
