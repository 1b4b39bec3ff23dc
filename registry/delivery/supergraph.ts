import type { Resource } from './index.ts'

/** The supergraph of a variant's current launch, as SDL. */
export const supergraphOf: Resource = async (prisma, { graphId, variant }) => {
  const found = await prisma.variant.findUnique({
    where: { graphId_name: { graphId, name: variant } },
    select: { currentLaunch: { select: { id: true, supergraphSha256: true } } },
  })
  const launch = found?.currentLaunch
  if (!launch) return null
  return {
    etag: `"${launch.supergraphSha256}"`,
    headers: { 'content-type': 'application/graphql; charset=utf-8', 'x-launch-id': launch.id },
    async content() {
      const { supergraphSdl } = await prisma.launch.findUniqueOrThrow({
        where: { id: launch.id },
        select: { supergraphSdl: true },
      })
      return supergraphSdl ?? ''
    },
  }
}
