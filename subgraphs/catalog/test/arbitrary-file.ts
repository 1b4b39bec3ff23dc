import fc from 'fast-check'
import type { CsvRow } from './csv.ts'

const names = ['pot', 'pan', 'lamp', 'chair', 'sofa', 'rug']
const text = fc.oneof(
  fc.constantFrom('', 'Acme', '=1+1', 'a "b", c', 'Größe\n2'),
  fc.string({ maxLength: 12 }),
)
const amount = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 99_999 }).map((cents) => (cents / 100).toFixed(2)) },
  { weight: 1, arbitrary: fc.constantFrom('', '-1', '9,99', 'x') },
)
const quantity = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 9 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('', '-2', '1.5') },
)

const variant = fc.record({
  'Option1 Value': fc.constantFrom('Small', 'Medium', 'Large', ''),
  'Variant SKU': fc.oneof(fc.constant(''), fc.constantFrom('S-1', 'S-2', 'S-3', 'S-4', 'S-5', 'S-6', 'S-7')),
  'Variant Price': amount,
  'Variant Compare At Price': amount,
  'Variant Inventory Qty': quantity,
  'Variant Grams': fc.constantFrom('', '0', '250', 'x1'),
  'Image Src': fc.constantFrom('', '', 'https://example.com/a.jpg', 'https://example.com/b.jpg'),
})

/** A product's rows: mostly in order, sometimes not. */
const product = fc
  .record({
    details: fc.record({
      Title: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('Pot', 'Pan') },
        { weight: 1, arbitrary: fc.constant('') },
      ),
      'Body (HTML)': text,
      Vendor: text,
      Type: fc.constantFrom('', 'Kitchen', 'Garden'),
      Tags: fc.constantFrom('', 'new, sale', 'New'),
      Published: fc.constantFrom('true', 'false', ''),
    }),
    sized: fc.boolean(),
    variants: fc.array(variant, { minLength: 1, maxLength: 3 }),
  })
  .map(({ details, sized, variants }): CsvRow[] =>
    sized
      ? variants.map((row, index) => (index === 0 ? { ...details, 'Option1 Name': 'Size', ...row } : row))
      : [{ ...details, ...variants[0], 'Option1 Name': 'Title', 'Option1 Value': 'Default Title' }],
  )

/** The rows of any product file: some good, some bad, some handles twice. */
export const anyFile: fc.Arbitrary<CsvRow[]> = fc
  .array(fc.record({ handle: fc.constantFrom(...names, ''), rows: product }), { maxLength: 5 })
  .map((products) => products.flatMap(({ handle, rows }) => rows.map((row) => ({ Handle: handle, ...row }))))
