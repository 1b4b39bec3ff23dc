import { scopes as known, type Scope } from '../domain/key.ts'
import { UnknownGraphError } from '../keys/index.ts'
import { CommandError } from './command-error.ts'
import type { Arguments } from './command.ts'
import type { Registry } from './registry.ts'
import { table } from './table.ts'

export async function keys(registry: Registry, given: Arguments): Promise<string> {
  const [action, graphId = '', id = ''] = given.positionals
  if (!graphId) throw new CommandError('Name the graph: keys list|create|revoke <graph>.')
  switch (action ?? '') {
    case 'list':
      return await list(registry, graphId)
    case 'create':
      return await create(registry, graphId, given)
    case 'revoke':
      if (!(await registry.keys.revoke(graphId, id, registry.who))) {
        throw new CommandError(
          `${graphId} has no key ${id} that is not revoked yet; \`keys list\` shows their ids.`,
        )
      }
      return `The key ${id} opens nothing any more.`
    default:
      throw new CommandError('Say `keys list`, `keys create` or `keys revoke`.')
  }
}

async function list({ keys: store }: Registry, graphId: string): Promise<string> {
  const all = await store.list(graphId)
  if (all.length === 0) return `${graphId} has no keys.`
  return table(
    all.map(({ id, name, scopes, createdAt, createdBy, lastUsedAt, revokedAt }) => [
      id,
      name,
      scopes.join(','),
      `made ${createdAt.toISOString()} by ${createdBy}`,
      lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used',
      revokedAt ? `revoked ${revokedAt.toISOString()}` : '',
    ]),
  )
}

async function create(
  { keys: store, who }: Registry,
  graphId: string,
  { name, scope = [] }: Arguments,
): Promise<string> {
  const scopes = scope.flatMap((each) => each.toUpperCase().split(',')) as Scope[]
  const wrong = scopes.find((each) => !known.includes(each))
  if (!name || name.length > 100) throw new CommandError('Give the key a --name of up to 100 characters.')
  if (scopes.length === 0 || wrong !== undefined) {
    throw new CommandError(`Say what the key may do: --scope with any of ${known.join(', ')}.`)
  }
  try {
    const { secret } = await store.create({ graphId, name, scopes: [...new Set(scopes)], who })
    return `${secret}\nKeep it now: it is stored nowhere and shown this once.`
  } catch (error) {
    throw error instanceof UnknownGraphError ? new CommandError(error.message) : error
  }
}
