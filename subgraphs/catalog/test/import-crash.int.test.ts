import { newId } from '@tradewind/service'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findImport, ImportOvertakenError, insertImport } from '../data/imports.ts'
import { csv, simple, type CsvRow } from './csv.ts'
import { createImporter, type Importer } from './importer.ts'
import { createProduct, openShop, published, unique, type Shop } from './shop.ts'

let shop: Shop
let importer: Importer
beforeAll(async () => {
  shop = await openShop()
  importer = createImporter(shop)
})
afterAll(() => shop.stop())

/** Two rows for each product, a bad product now and then, and strays. */
function file(products: number): { content: string; tag: string } {
  const tag = unique('crash')
  const rows = Array.from({ length: products }, (_, n): CsvRow[] => [
    simple(`${tag}-${n}`, {
      Vendor: `Vendor ${n % 3}`,
      Type: `Type ${n % 2}`,
      'Variant SKU': `${tag}-${n}`,
      'Variant Inventory Qty': n % 7 === 3 ? '-1' : `${n}`,
    }),
    n % 5 === 4 ? simple('') : { Handle: `${tag}-${n}`, 'Image Src': 'https://example.com/a.jpg' },
  ])
  return { content: csv(rows.flat()), tag }
}

async function newImport(): Promise<string> {
  const id = newId()
  await insertImport(shop.database.prisma, {
    id,
    fileName: 'crash.csv',
    currencyCode: 'EUR',
    content: null,
    now: new Date(),
  })
  return id
}

/** A clock that fails at its n-th reading: the import reads it for every product. */
function crashingClock(after: number): () => Date {
  let readings = 0
  return () => {
    if (++readings > after) throw new Error('crash')
    return new Date()
  }
}

/** These take in file after file. */
const slow = { timeout: 120_000 }

test(
  'goes on after any number of crashes, and the report and the events are those of one go',
  slow,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 18 }), { maxLength: 3 }), async (crashes) => {
        const { content, tag } = file(20)
        const id = await newImport()
        for (const after of crashes) {
          await importer.resume(id, content, { clock: crashingClock(after) }).catch((error: Error) => {
            expect(error.message).toBe('crash')
          })
          const soFar = (await findImport(shop.database, id))!
          const made = await shop.database.prisma.product.count({
            where: { handle: { startsWith: `${tag}-` } },
          })
          const reported = await shop.database.prisma.productImportRow.groupBy({
            by: ['handle'],
            where: { importId: id, outcome: 'CREATED' },
          })
          expect(reported).toHaveLength(made)
          expect(await importer.rows(id)).toHaveLength(soFar.created + soFar.rejected)
        }
        const report = await importer.resume(id, content)
        const rows = await importer.rows(id)
        expect(rows.map(([line]) => line)).toEqual(Array.from({ length: 40 }, (_, n) => n + 2))
        expect(report).toMatchObject({ state: 'COMPLETED', rowsTotal: 40, updated: 0, unchanged: 0 })
        expect(report.created).toBe(rows.filter(([, outcome]) => outcome === 'CREATED').length)
        const told = (await published(shop.database))
          .filter(({ data }) => JSON.stringify(data).includes(tag))
          .map(({ type, subject }) => `${type} ${subject}`)
        expect(new Set(told).size).toBe(told.length)
        // Of 20 products, 3 are bad; each good one is told of, and its stock.
        expect(told).toHaveLength(17 * 2)
      }),
      { numRuns: 4 },
    )
  },
)

test('stops between two products when asked to, and goes on later', slow, async () => {
  const { content } = file(60)
  const id = await newImport()
  const stopping = new AbortController()
  await expect(
    importer.resume(id, content, {
      signal: stopping.signal,
      onProgress: () => stopping.abort(new Error('stopped')),
    }),
  ).rejects.toThrow('stopped')
  expect(await findImport(shop.database, id)).toMatchObject({ state: 'RUNNING', rowsTotal: 120 })
  expect(await importer.resume(id, content)).toMatchObject({ state: 'COMPLETED' })
  expect(await importer.rows(id)).toHaveLength(120)
})

test('lets one of two workers go on that work off the same import', async () => {
  const { content } = file(20)
  const id = await newImport()
  const results = await Promise.allSettled([importer.resume(id, content), importer.resume(id, content)])
  const lost = results.filter((result) => result.status === 'rejected')
  for (const { reason } of lost) expect(reason).toBeInstanceOf(ImportOvertakenError)
  await importer.resume(id, content)
  expect(await importer.rows(id)).toHaveLength(40)
  expect(await findImport(shop.database, id)).toMatchObject({ state: 'COMPLETED', created: 30, rejected: 10 })
})

test('makes each product once when two files with it are taken in at the same time', async () => {
  const { content, tag } = file(20)
  const [one, two] = await Promise.all([importer.import(content), importer.import(content)])
  expect(one.rejected).toBe(two.rejected)
  expect(one.created + two.created).toBe(30)
  expect(await shop.database.prisma.product.count({ where: { handle: { startsWith: `${tag}-` } } })).toBe(17)
})

test('overwrites no change that staff make meanwhile to what the file does not speak of', async () => {
  const handle = unique('meanwhile')
  const { id } = await createProduct(shop, { title: 'Before', handle, tags: ['kept'], published: true })
  const columns = ['Handle', 'Title']
  const imports = Array.from({ length: 5 }, (_, n) =>
    importer.import(csv([{ Handle: handle, Title: `Title ${n}` }], { columns })),
  )
  const edits = Array.from({ length: 5 }, (_, n) =>
    shop.staff.request(
      `mutation { updateProduct(input: { id: "${id}", tags: ["kept", "edit ${n}"] }) { errors { __typename } } }`,
    ),
  )
  await Promise.all([...imports, ...edits])
  const { product } = await shop.staff.request<{ product: { tags: string[]; version: number } }>(
    `{ product(id: "${id}") { tags version } }`,
  )
  expect(product.tags).toEqual(['kept', expect.stringMatching(/^edit \d$/)])
  const events = (await published(shop.database)).filter(({ subject }) => subject === id)
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
})
