import type { ExecutionResult, GraphQLFormattedError } from 'graphql'

/**
 * Where the compiled engine is better on purpose. Anything else that differs is a fault.
 *
 * - `explained`: the stock executor keeps quiet about what does not fit the schema, or only mentions it in
 *   `extensions.valueCompletion`. The GraphQL specification (6.4.4) wants an error for it.
 * - `placed`: it takes an error's index for that among all objects of the place, though objects without a
 *   representation were not sent; so the path is that of another object. Ours is of the one that failed.
 * - `common path`: it leaves the plan's `@` and `_entities` in paths. Ours ends before them.
 * - `thrown`: where a plan's path leads through a value that is no list after all, it throws, and the client gets nothing.
 * - `left out`: where an object's type follows from the schema, it leaves out what is in a fragment on that type inside
 *   one on an interface.
 * - `unknown`: of an entity that it did not ask for, it leaves out where such entities are; ours begins with that.
 * - `lists in lists`: where two fetches bring parts of the same list of lists, it keeps those of one; what the other
 *   brought is missing, and may make objects null. Ours puts them together.
 * - `unusable`: an answer whose `_entities` are no list is an internal error to it, and a subgraph's fault to ours.
 */
export type Difference =
  'explained' | 'placed' | 'common path' | 'unknown' | 'lists in lists' | 'unusable' | 'thrown' | 'left out'

export interface Comparison {
  /** What differs and should not, in words; undefined when nothing does. */
  readonly fault?: string
  readonly differences: ReadonlySet<Difference>
}

/** Compares data exactly, with the order of its fields, and errors by path and code. */
export function compare(ours: ExecutionResult, stock: ExecutionResult | null): Comparison {
  const differences = new Set<Difference>()
  if (!stock) return { differences: differences.add('thrown') }
  const [ourData, stockData] = [ours, stock].map(({ data }) => JSON.stringify(data))
  if (ourData !== stockData) {
    if (isPartOf(stock.data, ours.data)) differences.add('left out')
    else if (isPartOf(stock.data, ours.data, { lackInLists: true })) differences.add('lists in lists')
    else return { fault: `data: ${ourData} instead of ${stockData}`, differences }
  }

  const ourErrors = (ours.errors ?? []) as readonly GraphQLFormattedError[]
  const stockErrors = (stock.errors ?? []) as readonly GraphQLFormattedError[]
  const explanations = ourErrors.filter(
    ({ extensions }) => extensions?.['code'] === 'INVALID_SUBGRAPH_RESPONSE',
  )
  const others = ourErrors.filter((error) => !explanations.includes(error))
  if (explanations.length > 0) differences.add('explained')
  const quiet = (stock.extensions?.['valueCompletion'] ?? []) as readonly GraphQLFormattedError[]
  const unexplained = quiet.filter(({ path }) => !explanations.some((error) => samePath(error, { path })))
  if (unexplained.length > 0 && !differences.has('lists in lists'))
    return { fault: `nothing explains the nulls at ${unexplained.map(pathOf).join()}`, differences }

  const [left, right] = [
    others.map(identify),
    stockErrors.map((error) => identify(normalise(error, differences))),
  ]
  const missing = right.filter((error) => !left.includes(error))
  const extra = left.filter((error) => !right.includes(error))
  if (missing.length === 0 && extra.length === 0) return { differences }
  // The same errors of the same fields, in other items of the lists they are in.
  if (unplaced(missing) === unplaced(extra)) return { differences: differences.add('placed') }
  // The same errors but for the beginning of their paths.
  if (missing.length === extra.length && missing.every((error) => extra.some((each) => isTail(error, each))))
    return { differences: differences.add('unknown') }
  return { fault: `errors: ${JSON.stringify({ missing, extra })}`, differences }
}

interface Lack {
  /** Whether objects in lists of lists may be missing as well. */
  readonly lackInLists: boolean
}

/** Whether all that is different is that objects lack fields. */
function isPartOf(part: unknown, whole: unknown, lack: Lack = { lackInLists: false }, depth = 0): boolean {
  if (part === null && lack.lackInLists && depth > 1) return true
  if (typeof part !== 'object' || typeof whole !== 'object' || !part || !whole) return part === whole
  if (Array.isArray(part)) {
    const isList = Array.isArray(whole) && whole.length === part.length
    return isList && part.every((item, index) => isPartOf(item, whole[index], lack, depth + 1))
  }
  return Object.entries(part).every(
    ([name, value]) =>
      Object.hasOwn(whole, name) && isPartOf(value, (whole as Record<string, unknown>)[name], lack),
  )
}

const pathOf = ({ path }: Pick<GraphQLFormattedError, 'path'>): string => JSON.stringify(path ?? null)
const samePath = (a: Pick<GraphQLFormattedError, 'path'>, b: Pick<GraphQLFormattedError, 'path'>): boolean =>
  pathOf(a) === pathOf(b)
const identify = (error: GraphQLFormattedError): string =>
  `${String(error.extensions?.['code'])} ${pathOf(error)} ${error.message}`
/** Whether two identities are of the same error, whose path in the second ends with its path in the first. */
function isTail(tail: string, whole: string): boolean {
  const [left, right] = [tail, whole].map((identity) => /^(\S+) \[(.*?)\] (.*)$/s.exec(identity))
  return Boolean(
    left && right && left[1] === right[1] && left[3] === right[3] && right[2]?.endsWith(`,${left[2]}`),
  )
}
const unplaced = (errors: readonly string[]): string =>
  [...new Set(errors.map((error) => error.replaceAll(/,\d+/g, ',@')))].toSorted().join()

function normalise(error: GraphQLFormattedError, differences: Set<Difference>): GraphQLFormattedError {
  const { path, extensions, message, ...rest } = error
  if (/Expected "data._entities"/.test(message)) {
    differences.add('unusable')
    const code = 'SUBGRAPH_UNAVAILABLE'
    return { ...rest, message: 'This part of the answer is not available.', extensions: { code } }
  }
  const common = path?.findIndex((step) => step === '@' || step === '_entities') ?? -1
  if (common >= 0) differences.add('common path')
  const kept = common >= 0 ? path?.slice(0, common) : path
  return { ...rest, message, ...(extensions && { extensions }), ...(kept?.length && { path: kept }) }
}
