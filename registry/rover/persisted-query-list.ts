import { actorOf, lacks, requireKey } from '../context.ts'
import { allows } from '../domain/key.ts'
import type { PersistedQueryListMutationResolvers } from './generated/types.ts'

export const PersistedQueryListMutation: PersistedQueryListMutationResolvers = {
  async publishOperations(list, { operations }, context) {
    const key = requireKey(context, 'READ')
    if (!allows(key.scopes, 'PUBLISH')) {
      return { __typename: 'PermissionError', message: lacks(key, 'PUBLISH') }
    }
    const published = await context.services.persistedQueries.publish({
      list,
      operations: (operations ?? []).map(({ clientName = null, ...operation }) => ({
        ...operation,
        clientName,
      })),
      who: actorOf(key),
    })
    if (!published.ok) return { __typename: 'CannotModifyOperationBodyError', message: published.message }
    const { revision, counts } = published
    return {
      __typename: 'PublishOperationsResult',
      build: { revision, list, publish: { operationCounts: { ...counts, removed: 0 } } },
      unchanged: counts.added + counts.updated === 0,
    }
  },
}
