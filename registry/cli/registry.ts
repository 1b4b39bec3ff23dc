import os from 'node:os'
import path from 'node:path'
import { createLogger, createPool } from '@tradewind/service'
import { createComposer } from '../composition/index.ts'
import { openDatabase } from '../data/database.ts'
import type { PrismaClient } from '../data/generated/client.ts'
import type { Actor } from '../domain/history.ts'
import { commandEnvironment } from '../environment.ts'
import { createKeys, type Keys } from '../keys/index.ts'
import { createLaunches, launchLimits, type Launches } from '../launches/index.ts'
import { CommandError } from './command-error.ts'

/** What commands work with. */
export interface Registry {
  readonly prisma: PrismaClient
  readonly keys: Keys
  readonly launches: Launches
  /** Whoever runs the command, for the record. */
  readonly who: Actor
}

const root = path.resolve(import.meta.dirname, '../..')

/** Runs a command on the registry's database, beside the registry itself: it hears of what is changed. */
export async function withRegistry<Result>(work: (registry: Registry) => Promise<Result>): Promise<Result> {
  const {
    DATABASE_URL,
    COMPOSITION_TIMEOUT_MS: timeoutMs,
    COMPOSITION_MEMORY_MB: memoryMb,
  } = commandEnvironment()
  const url = DATABASE_URL ?? (await findDatabase())
  if (!url) {
    throw new CommandError(
      'There is no registry to work on: run `npm start` in another terminal, or set DATABASE_URL to its database.',
    )
  }
  const database = openDatabase(url)
  const locks = createPool(url, 'registry-command', 1)
  const composer = createComposer({ timeoutMs, memoryMb }, createLogger('registry-command', 'error'))
  try {
    const { prisma } = database
    return await work({
      prisma,
      keys: createKeys(prisma),
      launches: createLaunches({ prisma, composer, limits: launchLimits }, locks),
      who: { command: `npm run registry (${os.userInfo().username})` },
    })
  } finally {
    await composer.close()
    await locks.end()
    await database.close()
  }
}

/** The database of the system that `npm start` runs from this checkout. Images for production leave that out. */
async function findDatabase(): Promise<string | undefined> {
  const { findRunningSystem } = await import('@tradewind/embedded').catch(() => ({
    findRunningSystem: () => null,
  }))
  return findRunningSystem(root)?.databases.get('registry')
}
