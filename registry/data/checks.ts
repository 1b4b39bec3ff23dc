import type { Check, CheckTask } from '../checks/types.ts'
import type { Actor, GitContext } from '../domain/history.ts'
import type { Check as CheckRow, Prisma, PrismaClient } from './generated/client.ts'

/** Stores a check with all it found. */
export async function saveCheck(prisma: PrismaClient, check: Check): Promise<void> {
  const json = (value: unknown) => value as Prisma.InputJsonValue
  await prisma.check.create({
    data: {
      ...check,
      git: json(check.git),
      config: { ...check.config, from: check.config.from.toISOString(), to: check.config.to.toISOString() },
      tasks: json(check.tasks),
      who: json(check.who),
    },
  })
}

/** A check of a graph, of whichever variant; `null` when there is none. */
export async function findCheckOfGraph(
  prisma: PrismaClient,
  graphId: string,
  id: string,
): Promise<Check | null> {
  const row = await prisma.check.findFirst({ where: { graphId, id } })
  return row && toCheck(row)
}

function toCheck({ git, config, tasks, who, ...row }: CheckRow): Check {
  const { from, to, ...thresholds } = config as unknown as Check['config'] & { from: string; to: string }
  return {
    ...row,
    git: git as GitContext,
    config: { ...thresholds, from: new Date(from), to: new Date(to) },
    tasks: tasks as unknown as readonly CheckTask[],
    who: who as Actor,
  }
}
