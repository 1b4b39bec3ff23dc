import type { Database } from '../data/database.ts'
import { listRows, rowsRead, type ImportReport } from '../data/imports.ts'

/** A stream to print on, perhaps a terminal. */
export type Output = Pick<NodeJS.WriteStream, 'write'> & { readonly isTTY?: boolean }

/** Prints a line. Control characters of the file's making do not reach the terminal. */
export const say = (line: string, out: Output): void =>
  void out.write(`${line.replaceAll(/[^\P{Cc}\n]/gu, '\uFFFD')}\n`)

/** Shows how far an import is: on a terminal in one line that changes, else a line for every tenth of the file. */
export function progressPrinter(out: Output): (report: ImportReport) => void {
  let tenths = 0
  return (report) => {
    const done = rowsRead(report)
    const total = report.rowsTotal ?? done
    const line = `${done} of ${total} rows: ${counts(report)}`
    const now = Math.floor((done * 10) / Math.max(total, 1))
    if (out.isTTY) out.write(`\r\u001B[K${line}${done >= total ? '\n' : ''}`)
    else if (now > tenths) say(line, out)
    tenths = now
  }
}

const counts = ({ created, updated, unchanged, rejected }: ImportReport): string =>
  `${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`

/** Prints what became of a file, with every rejected row and the reason. */
export async function printReport(database: Database, report: ImportReport, out: Output): Promise<void> {
  const seconds = (
    ((report.finishedAt ?? report.requestedAt).getTime() - report.requestedAt.getTime()) /
    1_000
  ).toFixed(1)
  say(`${report.fileName}: ${rowsRead(report)} rows in ${seconds} s: ${counts(report)}.`, out)
  for (let cursor: number | null = null; ;) {
    const rows = await listRows(database, report.id, 'REJECTED', { limit: 500, backward: false, cursor })
    for (const { line, handle, reason } of rows.slice(0, 500)) {
      say(`  line ${line}${handle ? ` (${handle})` : ''}: ${reason}`, out)
    }
    if (rows.length <= 500) break
    cursor = rows[499]!.line
  }
  if (report.failure) say(report.failure, out)
}
