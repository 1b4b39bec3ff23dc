import { setTimeout as delay } from 'node:timers/promises'
import type { BenchedShop } from './shop.ts'

const goalMs = 100

/**
 * Changes a price again and again, while the page is kept, and reads without a pause from the mutation's answer on until
 * the page shows the new one.
 */
export async function measureDelays(shop: BenchedShop, changes: number): Promise<void> {
  const delays: number[] = []
  // The first ones plan and connect.
  for (let round = -5; round < changes; round += 1) {
    const amount = `${1_000 + round}.${String(round & 63).padStart(2, '0')}`
    await shop.readPage()
    await shop.readPage()
    await shop.setPrice(amount)
    const changed = performance.now()
    while (!(await shop.readPage()).includes(`"amount":"${amount}"`)) {
      if (performance.now() - changed > 10_000) throw new Error('The page never showed the new price.')
    }
    if (round >= 0) delays.push(performance.now() - changed)
    await delay(5)
  }
  delays.sort((a, b) => a - b)
  const at = (part: number): number => delays[Math.min(delays.length - 1, Math.floor(delays.length * part))]!
  console.log(
    `  from a mutation's answer to the first new page, ${changes} changes: p50 ${at(0.5).toFixed(1)} ms, ` +
      `p99 ${at(0.99).toFixed(1)} ms (goal: below ${goalMs} ms), longest ${at(1).toFixed(1)} ms`,
  )
}
