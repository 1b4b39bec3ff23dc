import { toMinorUnits } from '@tradewind/service'
import { change } from '../data/database.ts'
import { reportRows, type RowOutcome } from '../data/imports.ts'
import { loadProducts } from '../data/load-product.ts'
import { Refusal } from '../domain/refusal.ts'
import { readProduct, type FileProduct, type Reading } from '../domain/shopify-product.ts'
import { cleanHtml } from '../html.ts'
import type { RowGroup } from './group-rows.ts'
import {
  brandHandle,
  categoryHandle,
  importProduct,
  isUnchanged,
  type Arrival,
  type Known,
} from './import-product.ts'
import { groupFaulty, groupOutcomes, groupRejected } from './outcomes.ts'
import type { ImportJob, ImportTools } from './run-import.ts'

/** A group read: its product, or what goes into the report instead. */
type Read = { readonly group: RowGroup; readonly file: FileProduct } | { readonly outcomes: RowOutcome[] }

/**
 * Works groups off in the order of the file. Entries for the report wait in memory until the next transaction, be it
 * that of a product or one of their own at the end of the batch, so the report is always true up to some row.
 */
export class Worker {
  readonly #job: ImportJob
  readonly #tools: ImportTools
  readonly #scattered: ReadonlySet<string>
  readonly #reading: Reading
  /** How many rows are reported. */
  #done: number
  #waiting: RowOutcome[] = []

  constructor(job: ImportJob, tools: ImportTools, scattered: ReadonlySet<string>, done: number) {
    this.#job = job
    this.#tools = tools
    this.#scattered = scattered
    this.#done = done
    this.#reading = { cleanHtml, toMinorUnits: (amount) => toMinorUnits(amount, job.currencyCode) }
  }

  async workOff(groups: readonly RowGroup[]): Promise<void> {
    const batch = groups.map((group) => this.#read(group))
    const known = await this.#lookUp(batch.flatMap((read) => ('file' in read ? [read.file] : [])))
    for (const read of batch) {
      this.#tools.signal?.throwIfAborted()
      this.#waiting.push(...('file' in read ? await this.#take(read.group, read.file, known) : read.outcomes))
    }
    const rows = this.#waiting
    if (rows.length === 0) return
    await change(this.#tools.database, (tx) => reportRows(tx, this.#job.importId, this.#done, rows))
    this.#reported(rows)
  }

  #read(group: RowGroup): Read {
    if (group.handle === '') return { outcomes: groupRejected(group, '') }
    if (group.fault !== null) return { outcomes: groupRejected(group, group.fault) }
    if (this.#scattered.has(group.handle)) return { outcomes: groupRejected(group, notTogether) }
    const read = readProduct(group.rows, this.#reading)
    return read.ok ? { group, file: read.product } : { outcomes: groupFaulty(group, read.faults) }
  }

  /** Three statements, however many products. */
  async #lookUp(files: readonly FileProduct[]): Promise<Known> {
    const { prisma } = this.#tools.database
    const brands = files.flatMap(({ vendor }) => (vendor ? [brandHandle(vendor)] : []))
    const categories = files.flatMap(({ type }) => (type ? [categoryHandle(type)] : []))
    const [products, knownBrands, knownCategories] = await Promise.all([
      loadProducts(prisma, { handles: files.map(({ handle }) => handle) }),
      prisma.brand.findMany({ where: { handle: { in: brands } } }),
      prisma.category.findMany({ where: { handle: { in: categories } }, select: { id: true, handle: true } }),
    ])
    return {
      products: new Map(products.map((product) => [product.handle, product])),
      brands: new Map(knownBrands.map(({ id, handle }) => [handle, id])),
      categories: new Map(knownCategories.map(({ id, handle }) => [handle, id])),
    }
  }

  /** Takes a product in, with its rows and all that wait reported; or gives the entries that are to wait. */
  async #take(group: RowGroup, file: FileProduct, known: Known): Promise<RowOutcome[]> {
    const { database, newId, clock } = this.#tools
    const { importId, currencyCode } = this.#job
    const arrival: Arrival = { importId, currencyCode, newId, now: clock() }
    try {
      if (isUnchanged(file, known, arrival)) return groupOutcomes(group, 'UNCHANGED')
      const reported = await change(database, async (tx) => {
        const outcome = await importProduct(tx, file, arrival)
        const rows = [...this.#waiting, ...groupOutcomes(group, outcome)]
        await reportRows(tx, importId, this.#done, rows)
        return rows
      })
      this.#reported(reported)
      return []
    } catch (error) {
      if (error instanceof Refusal) return groupRejected(group, error.message)
      throw error
    }
  }

  #reported(rows: readonly RowOutcome[]): void {
    this.#done += rows.length
    this.#waiting = []
  }
}

const notTogether =
  'The rows of this handle do not lie together in the file; sort the file by handle, then import it again.'
