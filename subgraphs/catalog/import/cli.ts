/**
 * Takes a Shopify product CSV into the catalog's database and prints the report.
 *   npm run catalog:import -- FILE [--currency EUR]
 * Exit status 0 when the file was worked off to its end (rejected rows are listed), 1 when it was not.
 */
import { createReadStream, statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { isCurrency, newId } from '@tradewind/service'
import { openDatabase, type Database } from '../data/database.ts'
import { findImport, finishImport, insertImport, type ImportReport } from '../data/imports.ts'
import { findDatabaseUrl } from './database-url.ts'
import { printReport, progressPrinter, say } from './print.ts'
import { runImport } from './run-import.ts'

const usage = 'Usage: npm run catalog:import -- FILE [--currency EUR]'

/** Something the operator can mend; the message is a sentence. */
class CommandError extends Error {}

interface Command {
  readonly file: string
  readonly currencyCode: string
}

function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parseArguments(args)
  const [file, ...more] = positionals
  if (!file || more.length > 0) throw new CommandError(`Name one file to import.\n${usage}`)
  const currencyCode = values.currency.toUpperCase()
  if (!isCurrency(currencyCode))
    throw new CommandError(`"${values.currency}" is not a currency code of ISO 4217.`)
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

async function openCatalog(): Promise<Database> {
  const url = await findDatabaseUrl()
  if (!url)
    throw new CommandError(
      "Set DATABASE_URL to the catalog's database, or start the embedded one with `npm start`.",
    )
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
  { file, currencyCode }: Command,
  database: Database,
  signal: AbortSignal,
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
    { database, newId, clock, signal, onProgress: progressPrinter() },
  ).catch((error: unknown) => {
    if (signal.aborted)
      return 'It was stopped. Import the file again to go on: what is done is not done twice.'
    throw error
  })
  await finishImport(database.prisma, importId, failure, clock())
  return (await findImport(database, importId))!
}

async function main(args: readonly string[]): Promise<number> {
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const command = readCommand(args)
  const database = await openCatalog()
  try {
    const report = await importFile(command, database, stopping.signal)
    await printReport(database, report)
    return report.state === 'COMPLETED' ? 0 : 1
  } finally {
    await database.close()
  }
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    say(error.message, process.stderr)
    process.exitCode = 1
  }
}
