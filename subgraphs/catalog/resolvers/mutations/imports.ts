import { requestImport } from '../../data/request-import.ts'
import { answer, parsed } from '../answer.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { startImportInput } from '../inputs/others.ts'

export const importMutations: Pick<MutationResolvers, 'startProductImport'> = {
  startProductImport: (_, { input }, { database, newId, clock, ...context }) =>
    answer('productImport', { database, newId, clock, ...context }, async () =>
      requestImport(database, { ...parsed(startImportInput, input), id: newId(), now: clock() }),
    ),
}
