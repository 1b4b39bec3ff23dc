import { federationVersion } from '../composition/index.ts'
import {
  contractsOf,
  ensureGraph,
  findGraph,
  findVariant,
  listGraphs,
  setFederationVersion,
} from '../data/graphs.ts'
import { findLaunchByNumber, listLaunches } from '../data/launches.ts'
import { isGraphId, parseGraphRef, toGraphRef, type GraphRef } from '../domain/graph-ref.ts'
import { nameOf, type Actor } from '../domain/history.ts'
import { CommandError } from './command-error.ts'
import type { Arguments } from './command.ts'
import type { Registry } from './registry.ts'
import { table } from './table.ts'

const LAUNCHES_SHOWN = 20

export async function graphs({ prisma }: Registry, { positionals, title }: Arguments): Promise<string> {
  const [action, id = ''] = positionals
  if (action === 'list') {
    const all = await listGraphs(prisma)
    return all.length === 0 ? 'There is no graph yet.' : table(all.map((graph) => [graph.id, graph.title]))
  }
  if (action !== 'create') throw new CommandError('Say `graphs list` or `graphs create <graph>`.')
  if (!isGraphId(id)) {
    throw new CommandError(
      'The id of a graph begins with a letter and has up to 64 letters, digits, "-" and "_".',
    )
  }
  if (!(await ensureGraph(prisma, id, title))) throw new CommandError(`There is a graph ${id} already.`)
  return `Made the graph ${id}. Make a key for it: npm run registry -- keys create ${id} --name <name> --scope PUBLISH`
}

export async function launches({ prisma }: Registry, { positionals }: Arguments): Promise<string> {
  const ref = await findRef(prisma, positionals[0])
  const { currentLaunchId } = (await findVariant(prisma, ref))!
  const last = await listLaunches(prisma, ref, LAUNCHES_SHOWN)
  return table(
    last.map(({ id, number, kind, status, subgraph, who, createdAt }) => [
      `#${number}`,
      createdAt.toISOString(),
      kind,
      subgraph ?? '',
      status,
      id === currentLaunchId ? 'current' : '',
      nameOf(who as Actor),
    ]),
  )
}

export async function rollback(
  { prisma, launches: changes, who }: Registry,
  { positionals }: Arguments,
): Promise<string> {
  const ref = await findRef(prisma, positionals[0])
  const number = /^#?(\d{1,9})$/.exec(positionals[1] ?? '')?.[1]
  const target = number && (await findLaunchByNumber(prisma, ref, Number(number)))
  if (!target) throw new CommandError(`${toGraphRef(ref)} has no such launch; \`launches\` lists them.`)
  const outcome = await changes.rollback({ ...ref, launchId: target.id, git: {}, who })
  if (outcome.kind === 'refused') throw new CommandError(outcome.errors[0]!.message)
  if (outcome.kind === 'unchanged') return `Launch #${target.number} is the current one already.`
  return `Went back to launch #${target.number}; that is launch #${outcome.launch.number}.`
}

export async function upgrade(
  { prisma, launches: changes, who }: Registry,
  { positionals }: Arguments,
): Promise<string> {
  const ref = await findRef(prisma, positionals[0])
  await setFederationVersion(prisma, ref, federationVersion)
  const outcome = await changes.publish({ ...ref, subgraphs: [], git: {}, who })
  if (outcome.kind === 'refused') throw new CommandError(outcome.errors[0]!.message)
  if (outcome.kind === 'unchanged')
    return `${toGraphRef(ref)} is composed with federation ${federationVersion} already.`
  const { number, composed, errors } = outcome.launch
  if (!composed) throw new CommandError(`Launch #${number} failed: ${errors[0]?.message}`)
  return `Launch #${number} is composed with federation ${federationVersion}.`
}

export async function contracts({ prisma }: Registry, { positionals }: Arguments): Promise<string> {
  const ref = await findRef(prisma, positionals[0])
  const all = await contractsOf(prisma, ref)
  if (all.length === 0)
    return `No contract is made of ${toGraphRef(ref)}; \`rover contract publish\` makes one.`
  return table(
    all.map(({ name, include, exclude, hideUnreachable }) => [
      name,
      `includes ${include.join(', ') || 'everything'}`,
      `excludes ${exclude.join(', ') || 'nothing'}`,
      hideUnreachable ? 'hides unreachable types' : '',
    ]),
  )
}

async function findRef(prisma: Registry['prisma'], text = ''): Promise<GraphRef> {
  const ref = parseGraphRef(text)
  if (!ref) throw new CommandError('Name a graph and a variant, like tradewind@current.')
  if (!(await findGraph(prisma, ref.graphId))) throw new CommandError(`There is no graph ${ref.graphId}.`)
  if (!(await findVariant(prisma, ref))) throw new CommandError(`There is no ${toGraphRef(ref)}.`)
  return ref
}
