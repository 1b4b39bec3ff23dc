import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.stop())

test('creates', async () => {
  await shop.staff.request(`mutation { a: createCategory(input: {name: "Home"}) { category { id path } errors { __typename ... on UserError { message path } } }
    b: createCategory(input: {name: "Pots & Vases", parentHandle: "home"}) { category { id path } errors { __typename ... on UserError { message path } } }
    c: createBrand(input: {name: "Tradewind Pottery"}) { brand { id handle } errors { __typename } } }`)
  const r = await shop.staff.request(`mutation { createProduct(input: { title: "Blue Café Mug", descriptionHtml: "<p onclick='x'>Nice <b>mug</b></p><script>alert(1)</script>",
    brandHandle: "tradewind-pottery", categoryHandles: ["pots-vases"], tags: ["Mug", "mug", "Blue"], options: [{name: "Size", values: ["Small", "Large"]}],
    variants: [{optionValues: ["Small"], sku: "M-S", weightGrams: 300, prices: [{currencyCode: "EUR", amount: "9.9", compareAtAmount: "12.90"}, {currencyCode: "USD", amount: "11"}]},
     {optionValues: ["Large"], sku: "M-L", prices: [{currencyCode: "EUR", amount: "14.50"}]}], images: [{url: "https://example.com/a.jpg", alt: "A mug"}], published: true }) {
       product { id handle title description descriptionHtml brand { name } categories { path ancestors { name } parent { name } } tags options { name values } variants { id title sku barcode position weightGrams optionValues { name value } price(currency: "EUR") { amount currencyCode } compareAtPrice(currency: "EUR") { amount } prices { price { amount currencyCode } compareAtPrice { amount } } product { id } } images { url alt position } image { url } priceRange(currency: "EUR") { min { amount } max { amount } } status publishedAt version createdAt }
       errors { __typename ... on UserError { message path } } } }`)
  console.log(JSON.stringify(r, null, 1))
  for (const q of ['mug', 'cafe', 'mugs', 'm-s', 'pott', 'blue nothing', 'nice', 'BLU MU', '& | !', 'the'])
    console.log(q, JSON.stringify(await shop.guest.request(`query($q: String) { products(filter: {search: $q}) { nodes { title } pageInfo { endCursor hasNextPage } } }`, { q })))
  for (const f of ['{categoryHandle: "home"}', '{categoryHandle: "x"}', '{brandHandle: "tradewind-pottery"}', '{tags: ["BLUE"]}', '{price: {currencyCode: "EUR", min: "10", max: "14"}}', '{price: {currencyCode: "EUR", min: "10"}}', '{published: false}'])
    for (const s of ['null', '{key: TITLE}', '{key: PRICE, currencyCode: "EUR"}', '{key: NEWEST, reverse: true}'])
    console.log(f, s, JSON.stringify(await shop.guest.request(`{ products(filter: ${f}, sort: ${s}) { nodes { title } pageInfo { endCursor hasNextPage } } }`)))
  const id = (r as any).createProduct.product.id
  console.log(JSON.stringify(await shop.staff.request(`mutation { a: updateProduct(input: {id: "${id}", title: "Red mug", expectedVersion: 1}) { product { title version handle } errors { __typename } }
    b: updateProduct(input: {id: "${id}", title: "Red mug", expectedVersion: 1}) { product { title version handle } errors { __typename } }
    c: addVariant(input: {productId: "${id}", variant: {optionValues: ["XL"], sku: "M-XL"}}) { variant { title position product { version options { values } } } errors { __typename } }
    d: addVariant(input: {productId: "${id}", variant: {optionValues: ["XL"], sku: "M-XL"}}) { variant { title position product { version options { values } } } errors { __typename ... on UserError { message path } } }
    e: unpublishProduct(input: {id: "${id}"}) { product { publishedAt } }
    f: deleteProduct(input: {id: "${id}"}) { deletedId errors { __typename ... on UserError { message path } } }
    g: deleteProduct(input: {id: "${id}"}) { deletedId errors { __typename ... on UserError { message path } } }
   }`), null, 1))
})
