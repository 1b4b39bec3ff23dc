import { findVariant } from '../data/graphs.ts'
import type { Finding } from '../composition/index.ts'
import type { LaunchResolvers, SchemaPublicationResolvers } from './generated/types.ts'

export const Launch: LaunchResolvers = {
  async buildInput({ graphId, variant, kind, federationVersion }, _, { services }) {
    if (kind !== 'CONTRACT') return { __typename: 'CompositionBuildInput', version: `=${federationVersion}` }
    const contract = await findVariant(services.prisma, { graphId, variant })
    return {
      __typename: 'FilterBuildInput',
      include: contract?.include ?? [],
      exclude: contract?.exclude ?? [],
    }
  },
  build: ({ supergraphSdl, errors }) => ({
    result:
      supergraphSdl === null
        ? {
            __typename: 'BuildFailure',
            errorMessages: (errors as unknown as Finding[]).map(toBuildError),
          }
        : { __typename: 'BuildSuccess', coreSchema: { coreDocument: supergraphSdl } },
  }),
}

export const SchemaPublication: SchemaPublicationResolvers = {
  variant: async ({ graphId, variant }, _, { services }) =>
    (await findVariant(services.prisma, { graphId, variant }))!,
  schema: ({ apiSchemaSdl, supergraphSha256 }) => ({
    document: apiSchemaSdl ?? '',
    hash: supergraphSha256 ?? '',
  }),
  diffToPrevious: () => null,
}

/** A finding as Apollo's API tells it. */
export const toBuildError = ({ code, message, locations = [] }: Finding) => ({
  code,
  message,
  locations: locations.map(({ line, column }) => ({ line, column })),
})
