import { median } from '../quantile.ts'
import type { BenchedShop } from './shop.ts'

const ROUNDS = 3
const CLIENTS = 16

/** Reads the page as fast as it is answered, kept and not kept in turn; what counts is the ratio. */
export async function compareThroughput(shop: BenchedShop, seconds: number): Promise<void> {
  const ratios: number[] = []
  const rates: Record<'hits' | 'misses', number[]> = { hits: [], misses: [] }
  for (let round = 0; round <= ROUNDS; round += 1) {
    const misses = await rate(() => shop.readPage(true), seconds)
    const hits = await rate(() => shop.readPage(), seconds)
    // The first round is there to warm up.
    if (round === 0) continue
    rates.hits.push(hits)
    rates.misses.push(misses)
    ratios.push(hits / misses)
  }
  console.log(
    `  ${median(rates.hits).toFixed(0)} kept pages/s, ${median(rates.misses).toFixed(0)} pages/s that are not kept: ` +
      `${median(ratios).toFixed(1)} times as many (median of ${ROUNDS} rounds, ${CLIENTS} clients)`,
  )
}

async function rate(read: () => Promise<unknown>, seconds: number): Promise<number> {
  const began = performance.now()
  const end = began + seconds * 1_000
  let count = 0
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (; performance.now() < end; count += 1) await read()
    }),
  )
  return (count * 1_000) / (performance.now() - began)
}
