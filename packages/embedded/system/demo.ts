import { writeFileSync } from 'node:fs'
import type { SeedOptions } from '../demo/seed.ts'
import { StartError } from '../error.ts'

/** Fills the demo shop and remembers that it is; after an interruption it goes on where it was. */
export async function fillShop(marker: string, options: SeedOptions): Promise<void> {
  // Loaded when it is needed, once in a checkout's life: what it stands on would stay in memory.
  const { seed } = await import('../demo/seed.ts')
  try {
    await seed(options)
  } catch (error) {
    throw new StartError(
      `The demo shop could not be filled: ${(error as Error).message}. The next start tries again; DEMO_SHOP=false leaves it out.`,
      { cause: error },
    )
  }
  writeFileSync(marker, new Date().toISOString())
}
