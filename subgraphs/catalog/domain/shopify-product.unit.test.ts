import { expect, test } from 'vitest'
import { csv, simple, type CsvRow } from '../test/csv.ts'
import { groupsOf, reading } from '../test/file.ts'
import { readProduct, type FileProduct } from './shopify-product.ts'

const read = async (content: string) => readProduct((await groupsOf(content))[0]!.rows, reading)

async function productOf(rows: CsvRow[], columns?: readonly string[]): Promise<FileProduct> {
  const result = await read(csv(rows, { columns }))
  if (!result.ok) throw new Error(JSON.stringify([...result.faults]))
  return result.product
}

async function faultsOf(...rows: CsvRow[]): Promise<Record<number, string>> {
  const result = await read(csv(rows))
  return result.ok ? {} : Object.fromEntries(result.faults)
}

/** A further row of a product with sizes. */
const size = (value: string, more: CsvRow = {}): CsvRow => ({
  Handle: 'pot',
  'Option1 Value': value,
  'Variant Price': '9.99',
  ...more,
})
const sized = (more: CsvRow = {}): CsvRow =>
  simple('pot', { 'Option1 Name': 'Size', 'Option1 Value': 'Small', ...more })

test('reads a product with everything the file says of it', async () => {
  const product = await productOf([
    sized({
      'Body (HTML)': '<p>Clay <script>x</script></p>',
      Vendor: 'Acme',
      Type: 'Garden',
      Tags: 'Pot, Plants,, pot',
      'Variant SKU': "'001",
      'Variant Barcode': "'0123456789012",
      'Variant Grams': '1200',
      'Variant Inventory Qty': '3',
      'Variant Compare At Price': '12',
      'Image Src': 'https://example.com/a.jpg',
      'Image Alt Text': 'A pot',
    }),
    size('Large', { 'Variant Price': '15.9' }),
    { Handle: 'pot', 'Image Src': 'https://example.com/b.jpg' },
  ])
  expect(product).toEqual({
    handle: 'pot',
    title: 'The pot',
    descriptionHtml: '<p>Clay </p>',
    description: 'Clay',
    vendor: 'Acme',
    type: 'Garden',
    tags: ['Pot', 'Plants'],
    published: true,
    optionNames: ['Size'],
    variants: [
      {
        line: 2,
        optionValues: ['Small'],
        sku: '001',
        barcode: '0123456789012',
        weightGrams: 1_200,
        price: { amount: 999n, compareAtAmount: 1_200n },
        quantity: 3,
      },
      {
        line: 3,
        optionValues: ['Large'],
        sku: null,
        barcode: null,
        weightGrams: null,
        price: { amount: 1_590n, compareAtAmount: null },
        quantity: undefined,
      },
    ],
    images: [
      { url: 'https://example.com/a.jpg', alt: 'A pot' },
      { url: 'https://example.com/b.jpg', alt: null },
    ],
  })
})

test('takes Default Title for a product without options', async () => {
  expect(await productOf([simple('pot')])).toMatchObject({
    optionNames: [],
    variants: [{ optionValues: [] }],
  })
  expect(await productOf([simple('pot', { 'Option1 Name': '', 'Option1 Value': '' })])).toMatchObject({
    optionNames: [],
  })
})

test('says nothing about what the file has no column for', async () => {
  const product = await productOf([simple('pot')], ['Handle', 'Title'])
  expect(product).toMatchObject({
    descriptionHtml: undefined,
    vendor: undefined,
    type: undefined,
    tags: undefined,
    published: undefined,
    variants: [{ sku: undefined, price: undefined, weightGrams: undefined, quantity: undefined }],
  })
})

test.each<[string, CsvRow, boolean]>([
  ['FALSE', { Published: 'FALSE' }, false],
  ['nothing, as Shopify does', { Published: '' }, true],
  ['yes', { Published: 'yes' }, true],
])('takes the published state from %s', async (_, row, published) => {
  expect((await productOf([simple('pot', row)])).published).toBe(published)
})

test.each([
  ['active', true],
  ['Draft', false],
  ['archived', false],
])('takes the status %s into account', async (status, published) => {
  const product = await read(`Handle,Title,Status\npot,Pot,${status}\n`)
  expect(product).toMatchObject({ ok: true, product: { published } })
})

test('orders images by their positions, then as they come, and keeps the first of doubled ones', async () => {
  const image = (url: string, position = ''): CsvRow => ({
    Handle: 'pot',
    'Image Src': `https://example.com/${url}`,
    'Image Position': position,
  })
  const { images } = await productOf([
    simple('pot'),
    image('c'),
    image('b', '2'),
    image('a', '1'),
    image('c'),
  ])
  expect(images.map(({ url }) => url.at(-1))).toEqual(['a', 'b', 'c'])
})

test.each<[string, string, number]>([
  ['Variant Grams', 'kg', 3],
  ['Variant Weight', 'g', 3],
  ['Variant Weight', 'kg', 3_000],
  ['Variant Weight', 'lb', 1_361],
  ['Variant Weight', 'OZ', 85],
  ['Variant Weight', '', 3],
])('reads 3 in %s with the unit %j as %i grams', async (column, unit, grams) => {
  const product = await read(`Handle,Title,${column},Variant Weight Unit\npot,Pot,3,${unit}\n`)
  expect(product).toMatchObject({ ok: true, product: { variants: [{ weightGrams: grams }] } })
})

test.each([
  ['0', null],
  ['9.99', null],
  ['5', null],
  ['', null],
  ['10.00', 1_000n],
])('takes a compare-at price of %j for %s beside a price of 9.99', async (text, amount) => {
  const { variants } = await productOf([simple('pot', { 'Variant Compare At Price': text })])
  expect(variants[0]!.price!.compareAtAmount).toBe(amount)
})

test.each<[CsvRow, string]>([
  [{ Title: '' }, 'Title is empty in the first row of the product.'],
  [{ Title: 'x'.repeat(256) }, 'Title has 256 characters; 255 is the most.'],
  [{ 'Variant Price': '' }, 'Variant Price is empty.'],
  [
    { 'Variant Price': '19,90' },
    'Variant Price "19,90" has a comma; write it with a point for the decimals, like 1234.50.',
  ],
  [
    { 'Variant Price': '1,299.00' },
    'Variant Price "1,299.00" has a comma; write it with a point for the decimals, like 1234.50.',
  ],
  [{ 'Variant Price': '€9' }, 'Variant Price "€9" is not a number; write it like 1234.50.'],
  [{ 'Variant Price': '1e3' }, 'Variant Price "1e3" is not a number; write it like 1234.50.'],
  [{ 'Variant Price': '-1' }, 'Variant Price is -1; it is zero or more.'],
  [{ 'Variant Price': '9.999' }, 'Variant Price: 9.999 has more decimals than EUR has (2).'],
  [{ 'Variant Price': '99999999999999.00' }, 'Variant Price "99999999999999.00" is too high.'],
  [
    { 'Variant Compare At Price': 'x' },
    'Variant Compare At Price "x" is not a number; write it like 1234.50.',
  ],
  [{ 'Variant Inventory Qty': '-3' }, 'Variant Inventory Qty is -3; a stock is zero or more.'],
  [{ 'Variant Inventory Qty': '2.5' }, 'Variant Inventory Qty "2.5" is not a whole number.'],
  [{ 'Variant Inventory Qty': '99999999999' }, 'Variant Inventory Qty 99999999999 is too high.'],
  [{ 'Variant Grams': 'heavy' }, 'Variant Grams "heavy" is not a number; write it like 1234.50.'],
  [{ 'Variant Weight Unit': 'stone' }, 'Variant Weight Unit "stone" is none of g, kg, lb, oz.'],
  [
    { 'Image Src': 'javascript:alert(1)' },
    'Image Src "javascript:alert(1)" is not an http or https address.',
  ],
  [
    { 'Image Src': 'https://example.com/a', 'Image Position': '1.5' },
    'Image Position "1.5" is not a whole number.',
  ],
  [{ Published: 'maybe' }, 'Published "maybe" is neither true nor false.'],
  [{ 'Option1 Name': '', 'Option1 Value': 'Small' }, 'Option1 Name is missing.'],
  [
    { 'Option1 Name': 'Size', 'Option1 Value': '' },
    'Option1 Value is missing: every variant has a value for Size.',
  ],
  [{ 'Option2 Value': 'Blue' }, 'Option2 Name is missing.'],
  [{ 'Option3 Name': 'Cut' }, 'Option2 Name is missing.'],
  [{ Tags: Array.from({ length: 251 }, (_, n) => `t${n}`).join() }, 'There are 251 tags; 250 is the most.'],
  [{ 'Variant SKU': 'x'.repeat(256) }, 'Variant SKU has 256 characters; 255 is the most.'],
])('rejects %j', async (row, sentence) => {
  expect(await faultsOf(simple('pot', row))).toEqual({ 2: sentence })
})

test('finds the fault of every row at once', async () => {
  expect(
    await faultsOf(
      sized({ 'Variant Price': 'x' }),
      size('', { 'Variant SKU': 'A' }),
      size('Large', { Title: 'Another' }),
      { Handle: 'pot' },
      size('Huge', { 'Option2 Value': 'Blue' }),
    ),
  ).toEqual({
    2: 'Variant Price "x" is not a number; write it like 1234.50.',
    3: 'Option1 Value is missing: every variant has a value for Size.',
    4: 'Title is "Another", but "The pot" in line 2, which has the same handle.',
    5: 'The row has neither a variant nor an image.',
    6: 'Option2 Name is missing in line 2.',
  })
})

test('rejects a row that says nothing but its handle', async () => {
  expect(await faultsOf(sized(), { Handle: 'pot', 'Gift Card': 'false' })).toEqual({
    3: 'The row has neither a variant nor an image.',
  })
})

test('rejects a second variant of a product without options', async () => {
  expect(await faultsOf(simple('pot'), { Handle: 'pot', 'Variant Price': '5' })).toEqual({
    2: 'The product has no options, yet line 3 states a second variant.',
  })
})
