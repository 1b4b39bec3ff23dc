import { createReadStream, statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { isCurrency, newId } from '@tradewind/service'
import { openDatabase, type Database } from '../data/database.ts'
import { findImport, finishImport, insertImport, type ImportReport } from '../data/imports.ts'
import { typedIn } from '../environment.ts'
import { findDatabaseUrl } from './database-url.ts'
import { printReport, progressPrinter, say, type Output } from './print.ts'
import { runImport } from './run-import.ts'

const usage = 'Usage: npm run catalog:import -- FILE [--currency EUR]'

/** Where the command writes to, and what stops it. */
export interface Surroundings {
  readonly out: Output
  readonly progress: Output
  readonly signal: AbortSignal
  /** Default: what `findDatabaseUrl` finds. */
  readonly databaseUrl?: string
}

/**
 * Takes a Shopify product CSV into the catalog's database and prints the report.
 * @returns the exit status: 0 when the file was worked off to its end (rejected rows are listed), 1 when it was not.
 */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    const order = readOrder(args)
    const database = await openCatalog(surroundings.databaseUrl)
    try {
      const report = await importFile(order, database, surroundings)
      await printReport(database, report, surroundings.out)
      return report.state === 'COMPLETED' ? 0 : 1
    } finally {
      await database.close()
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    say(error.message, surroundings.progress)
    return 1
  }
}

/** Something the operator can mend; the message is a sentence. */
class CommandError extends Error {}

interface Order {
  readonly file: string
  readonly currencyCode: string
}

function readOrder(args: readonly string[]): Order {
  const { values, positionals } = parseArguments(args)
  const [name, ...more] = positionals
  if (!name || more.length > 0) throw new CommandError(`Name one file to import.\n${usage}`)
  const file = path.resolve(typedIn(), name)
  const currencyCode = values.currency.toUpperCase()
  if (!isCurrency(currencyCode)) {
    throw new CommandError(`"${values.currency}" is not a currency code of ISO 4217.`)
  }
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new CommandError(`There is no file ${file}.`)
  return { file, currencyCode }
}

function parseArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { currency: { type: 'string', default: 'EUR' } },
    })
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n${usage}`)
  }
}

async function openCatalog(given: string | undefined): Promise<Database> {
  const url = given ?? (await findDatabaseUrl())
  if (!url) {
    throw new CommandError(
      "Set DATABASE_URL to the catalog's database, or start the embedded one with `npm start`.",
    )
  }
  const database = openDatabase(url)
  try {
    await database.ping()
    return database
  } catch (error) {
    await database.close()
    throw new CommandError(
      `The catalog's database does not answer (${(error as Error).message}). Is it running?`,
    )
  }
}

/** Works the file off, or as much of it as there is time for, and gives the report. */
async function importFile(
  { file, currencyCode }: Order,
  database: Database,
  { signal, progress }: Surroundings,
): Promise<ImportReport> {
  const clock = () => new Date()
  const importId = newId()
  await insertImport(database.prisma, {
    id: importId,
    fileName: path.basename(file),
    currencyCode,
    content: null,
    now: clock(),
  })
  const failure = await runImport(
    { importId, currencyCode, open: () => createReadStream(file) },
    { database, newId, clock, signal, onProgress: progressPrinter(progress) },
  ).catch((error: unknown) => {
    if (signal.aborted)
      return 'It was stopped. Import the file again to go on: what is done is not done twice.'
    throw error
  })
  await finishImport(database.prisma, importId, failure, clock())
  return (await findImport(database, importId))!
}
