import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../random.ts'
import type { Target } from './targets.ts'

/** Something that was killed, and how long it took until it answered again; null when it never did. */
export interface Kill {
  readonly kind: string
  readonly name: string
  /** Milliseconds since the storm began. */
  readonly at: number
  recovery: number | null
}

export interface StormOptions {
  readonly targets: readonly Target[]
  readonly random: Random
  readonly milliseconds: number
  /** How long after its kill a part may take to answer. */
  readonly patience: number
  readonly log: (line: string) => void
}

/** How many may be down at a time: with most of them away, little would happen that a kill could spoil. */
const AT_ONCE = 3

/**
 * Kills one target after the other, in an order that depends on the seed alone, but for those whose turn comes before
 * they are back: they are passed over until the next round. Ends when all that was killed is back, or patience ends.
 */
export async function rage(options: StormOptions): Promise<Kill[]> {
  const { targets, random, milliseconds, log } = options
  const began = performance.now()
  const kills: Kill[] = []
  const down = new Set<string>()
  const recoveries: Promise<void>[] = []

  const strike = async (target: Target): Promise<void> => {
    down.add(target.name)
    const before = target.pid()
    if (await target.kill()) {
      const at = performance.now()
      const kill: Kill = { kind: target.kind, name: target.name, at: at - began, recovery: null }
      kills.push(kill)
      kill.recovery = await recovery(target, before, at, options.patience)
      log(
        `${seconds(kill.at)}  ${kill.kind}${kill.kind === kill.name ? '' : ` (${kill.name})`}: ${told(kill)}`,
      )
    }
    down.delete(target.name)
  }

  let round: Target[] = []
  while (performance.now() - began < milliseconds) {
    if (round.length === 0) round = random.shuffle(targets)
    const target = round.shift()!
    if (down.has(target.name)) continue
    recoveries.push(strike(target))
    await delay(random.between(500, 2_500))
    while (down.size >= AT_ONCE) await delay(50)
  }
  await Promise.all(recoveries)
  return kills.toSorted((a, b) => a.at - b.at)
}

async function recovery(
  { pid, answers, survives }: Target,
  before: number | undefined,
  at: number,
  patience: number,
) {
  while (performance.now() - at < patience) {
    if ((survives || pid() !== before) && (await answers())) return performance.now() - at
    await delay(100)
  }
  return null
}

const told = ({ recovery: time }: Kill): string =>
  time === null ? 'did not come back' : `back after ${seconds(time).trim()}`

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1).padStart(6)} s`
