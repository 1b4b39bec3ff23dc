export interface Together<Outcome> {
  /** One for each item. */
  readonly outcomes: readonly Outcome[]
  /** Milliseconds that the items took, without what is done once for the whole group. */
  readonly took: number
}

export interface GroupOptions<Item, Outcome> {
  /** How many pieces of work, groups or single items, are in hand at a time. */
  readonly lanes: number
  /** How many items make a group at most. */
  readonly most: number
  /** Whether an item may be in a group. */
  readonly joins: (item: Item) => boolean
  /** Does all of them or, when it throws, none. */
  readonly together: (items: readonly Item[]) => Promise<Together<Outcome>>
  readonly alone: (item: Item) => Promise<Outcome>
}

interface Waiting<Item, Outcome> extends Pick<PromiseWithResolvers<Outcome>, 'resolve' | 'reject'> {
  readonly item: Item
  readonly since: number
}

/** Milliseconds that items wait for others to join them: as long as the last piece of work took, within these bounds. */
const SHORTEST_HOLD = 5
const LONGEST_HOLD = 50
/** Milliseconds of one item's work after another's for which it is not worth while to use another lane. */
const SHORT = 20
/** How many items go alone after a group has failed: doubled each time, until one succeeds. */
const FIRST_PENALTY = 16
const LAST_PENALTY = 4096

/**
 * Does work in groups where there is much of it. What comes while nothing is in hand is done at once; what comes
 * meanwhile waits until that is done, there is a full group, or a moment has passed. It is then shared out among the free
 * lanes, but in groups no smaller than what one lane does in no time, going by the last group. So quick work makes large
 * groups, slow work uses all lanes, and where there is little to do each item is alone. Where a group fails, each of its
 * items is done alone, and those after it for a while: an item that always fails fails by itself, and where
 * groups do not get along they are rare.
 */
export function inGroups<Item, Outcome>(
  options: GroupOptions<Item, Outcome>,
): (item: Item) => Promise<Outcome> {
  const { lanes, most, joins, together, alone } = options
  const waiting: Waiting<Item, Outcome>[] = []
  let busy = 0
  let penalty = FIRST_PENALTY
  let singles = 0
  let hold = SHORTEST_HOLD
  /** How many items are done within SHORT. */
  let pace = 1
  let timer: NodeJS.Timeout | undefined

  function take(): Waiting<Item, Outcome>[] {
    const share = Math.max(pace, Math.ceil(waiting.length / (lanes - busy)))
    const limit = singles > 0 ? 1 : Math.min(share, most)
    const apart = waiting.findIndex(({ item }) => !joins(item))
    if (singles > 0) singles--
    return waiting.splice(0, Math.min(limit, apart === -1 ? limit : Math.max(apart, 1)))
  }

  async function doGroup(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const { outcomes, took } = await together(group.map(({ item }) => item))
      pace = Math.floor((SHORT / took) * group.length)
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index]!)
      penalty = FIRST_PENALTY
    } catch {
      waiting.unshift(...group)
      singles = Math.max(penalty, group.length)
      penalty = Math.min(2 * penalty, LAST_PENALTY)
    }
  }

  async function run([first, ...others]: Waiting<Item, Outcome>[]): Promise<void> {
    if (!first) return
    const began = performance.now()
    if (others.length > 0) await doGroup([first, ...others])
    else await alone(first.item).then(first.resolve, first.reject)
    hold = Math.min(Math.max(performance.now() - began, SHORTEST_HOLD), LONGEST_HOLD)
  }

  /** Whether it is better to begin with what is there than to let more of it come. */
  const isTime = (): boolean => {
    const { item, since } = waiting[0]!
    if (busy === 0 || singles > 0 || waiting.length >= most || !joins(item)) return true
    return performance.now() - since >= hold
  }

  function start(): void {
    while (busy < lanes && waiting.length > 0 && isTime()) {
      const group = take()
      busy++
      void run(group).finally(() => {
        busy--
        start()
      })
    }
    if (waiting.length > 0 && busy < lanes) {
      timer ??= setTimeout(() => {
        timer = undefined
        start()
      }, hold)
    }
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
    waiting.push({ item, since: performance.now(), resolve, reject })
    start()
    return promise
  }
}
