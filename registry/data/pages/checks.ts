import type { Prisma, PrismaClient } from '../generated/client.ts'
import type { Check, CheckTask, GitContext } from '../../checks/types.ts'

/** A check as a list shows it. */
export type CheckSummary = Pick<Check, 'id' | 'subgraph' | 'status' | 'git' | 'who' | 'createdAt'>

export interface CheckDetail extends Omit<Check, 'sdl'> {
  readonly baseLaunch: { readonly id: string; readonly number: number } | null
}

const summary = { id: true, subgraph: true, status: true, git: true, who: true, createdAt: true } as const

/** Checks of a variant, the newest first, from the one before `before` on. */
export async function listChecks(
  prisma: PrismaClient,
  where: { graphId: string; variant: string },
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<CheckSummary[]> {
  const rows = await prisma.check.findMany({
    where: { ...where, ...(before && { id: { lt: before } }) },
    select: summary,
    orderBy: { id: 'desc' },
    take: limit,
  })
  return rows.map(toSummary)
}

const toSummary = (row: Prisma.CheckGetPayload<{ select: typeof summary }>): CheckSummary => ({
  ...row,
  git: row.git as GitContext,
  who: row.who as Check['who'],
})

export async function findCheck(
  prisma: PrismaClient,
  where: { graphId: string; variant: string; id: string },
): Promise<CheckDetail | null> {
  const check = await prisma.check.findFirst({ where, omit: { sdl: true } })
  if (!check) return null
  const { config, tasks, baseLaunchId } = check
  const { from, to, ...thresholds } = config as unknown as Check['config'] & { from: string; to: string }
  return {
    ...check,
    ...toSummary(check),
    tasks: tasks as unknown as CheckTask[],
    config: { ...thresholds, from: new Date(from), to: new Date(to) },
    baseLaunch: baseLaunchId
      ? await prisma.launch.findUnique({ where: { id: baseLaunchId }, select: { id: true, number: true } })
      : null,
  }
}

/** The schema that was checked. */
export async function checkedSchema(
  prisma: PrismaClient,
  where: { graphId: string; variant: string; id: string },
): Promise<string | null> {
  return (await prisma.check.findFirst({ where, select: { sdl: true } }))?.sdl ?? null
}
