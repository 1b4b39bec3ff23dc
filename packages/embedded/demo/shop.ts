import { bags } from './products/bags.ts'
import { footwear } from './products/footwear.ts'
import { home } from './products/home.ts'
import { kitchen } from './products/kitchen.ts'
import { knitwear } from './products/knitwear.ts'
import { outdoor } from './products/outdoor.ts'
import { outerwear } from './products/outerwear.ts'
import { pantry } from './products/pantry.ts'
import { shirts } from './products/shirts.ts'
import { stationery } from './products/stationery.ts'

/** The demo shop's range: things for the coast and for people who wish they lived there. */
export const products = [
  ...knitwear,
  ...shirts,
  ...outerwear,
  ...footwear,
  ...bags,
  ...kitchen,
  ...home,
  ...pantry,
  ...outdoor,
  ...stationery,
]

export interface DemoCategory {
  readonly handle: string
  readonly name: string
  readonly parent?: string
}

/** The tree of categories, parents first. */
export const categories: DemoCategory[] = [
  { handle: 'clothing', name: 'Clothing' },
  { handle: 'knitwear', name: 'Knitwear', parent: 'clothing' },
  { handle: 'shirts', name: 'Shirts', parent: 'clothing' },
  { handle: 'outerwear', name: 'Outerwear', parent: 'clothing' },
  { handle: 'footwear', name: 'Footwear', parent: 'clothing' },
  { handle: 'bags', name: 'Bags' },
  { handle: 'living', name: 'Living' },
  { handle: 'kitchen', name: 'Kitchen', parent: 'living' },
  { handle: 'textiles', name: 'Textiles', parent: 'living' },
  { handle: 'lighting', name: 'Lighting', parent: 'living' },
  { handle: 'pantry', name: 'Pantry' },
  { handle: 'outdoor', name: 'Outdoor' },
  { handle: 'stationery', name: 'Stationery' },
]

export const brands = [...new Set(products.map((product) => product.brand))]

/** Where the goods lie: two thirds in the warehouse, the rest in the shop by the harbour. */
export const locations = [
  { code: 'ROTTERDAM', name: 'Rotterdam warehouse', priority: 1, isDefault: true },
  { code: 'LISBON', name: 'Lisbon harbour shop', priority: 2, isDefault: false },
]
