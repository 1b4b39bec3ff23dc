import { newId } from '@tradewind/service'
import { saveCheck } from '../data/checks.ts'
import type { PrismaClient } from '../data/generated/client.ts'
import type { Check, GraphCheckRequest } from './types.ts'

/** Stores what a check found. It fails when a part of it does, or could not run. */
export async function recordCheck(
  prisma: PrismaClient,
  { graphId, variant, sdl, git, who }: GraphCheckRequest,
  found: Pick<Check, 'subgraph' | 'baseLaunchId' | 'config' | 'tasks'>,
): Promise<Check> {
  const check: Check = {
    id: newId(),
    graphId,
    variant,
    ...found,
    status: found.tasks.every(({ status }) => status === 'PASSED') ? 'PASSED' : 'FAILED',
    sdl,
    git,
    who,
    createdAt: new Date(),
  }
  await saveCheck(prisma, check)
  return check
}
