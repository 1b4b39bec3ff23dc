import { transact } from '@tradewind/service'
import { audit } from '../data/audit.ts'
import { countVariants, findVariant } from '../data/graphs.ts'
import { currentLaunch } from '../data/launches.ts'
import { sourceOf } from '../domain/contract.ts'
import type { VariantLock } from './lock.ts'
import { recordLaunch } from './record.ts'
import type { Tools } from './tools.ts'
import { refused, type ContractRequest, type Outcome } from './types.ts'

/** Makes or changes a contract, under the lock of its source: see Launches. */
export async function publishContract(
  tools: Tools,
  lock: VariantLock,
  request: ContractRequest,
): Promise<Outcome> {
  const existing = await findVariant(tools.prisma, request)
  const found = sourceOf({ ...request, name: request.variant }, existing)
  if ('code' in found) return refused(found)
  return await lock({ graphId: request.graphId, variant: found.source }, () =>
    compose(tools, request, found.source),
  )
}

async function compose(
  { prisma, composer, limits }: Tools,
  request: ContractRequest,
  source: string,
): Promise<Outcome> {
  const { graphId, variant: name, include, exclude, hideUnreachable, who, git } = request
  const sourceVariant = await findVariant(prisma, { graphId, variant: source })
  if (!sourceVariant || sourceVariant.sourceVariant) {
    const message = `There is no variant ${source} with subgraphs in ${graphId}.`
    return refused({ code: 'SOURCE_VARIANT_INVALID', message })
  }
  if ((await countVariants(prisma, graphId)) >= limits.maxVariants) {
    return refused({
      code: 'TOO_MANY_VARIANTS',
      message: `A graph has at most ${limits.maxVariants} variants.`,
    })
  }
  const base = request.launch ? await currentLaunch(prisma, { graphId, variant: source }) : null
  const composition = base?.supergraphSdl
    ? await composer.filter(base.supergraphSdl, { include, exclude, hideUnreachable })
    : null

  return await transact(prisma, async (tx): Promise<Outcome> => {
    const config = { include: [...include], exclude: [...exclude], hideUnreachable }
    await tx.variant.upsert({
      where: { graphId_name: { graphId, name } },
      create: {
        ...config,
        graphId,
        name,
        sourceVariant: source,
        federationVersion: sourceVariant.federationVersion,
        persistedQueryListId: sourceVariant.persistedQueryListId,
        createdAt: new Date(),
      },
      update: config,
    })
    const launch =
      base && composition
        ? await recordLaunch(tx, {
            of: { graphId, variant: name },
            kind: 'CONTRACT',
            subgraph: null,
            federationVersion: base.federationVersion,
            composition,
            revisions: base.revisions as never,
            who,
            git,
            sourceLaunchId: base.id,
          })
        : null
    await audit(tx, {
      graphId,
      who,
      action: 'contract.published',
      detail: { variant: name, source, include, exclude, hideUnreachable, launchId: launch?.id ?? null },
    })
    return launch ? { kind: 'launched', launch, created: [] } : { kind: 'unchanged', launch: null }
  })
}
