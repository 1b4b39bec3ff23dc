import { colour, garmentSizes, type DemoProduct } from '../product.ts'

export const shirts: DemoProduct[] = [
  {
    title: 'Oxford Shirt',
    brand: 'Quayside',
    category: 'shirts',
    tags: ['cotton', 'bestseller'],
    description:
      'Two-ply Oxford cotton with a soft button-down collar. It arrives a little stiff and is at its best after the tenth wash.',
    price: { EUR: 69, USD: 76 },
    options: [garmentSizes, colour('White', 'Pale Blue')],
    weightGrams: 260,
    stock: 35,
  },
  {
    title: 'Linen Camp Shirt',
    brand: 'Quayside',
    category: 'shirts',
    tags: ['linen', 'summer'],
    description:
      'A boxy short-sleeved shirt of Belgian linen, made to be worn open over a T-shirt and never ironed.',
    price: { EUR: 75, USD: 82 },
    options: [garmentSizes, colour('Sand', 'Sea Green')],
    weightGrams: 210,
    stock: 22,
  },
  {
    title: 'Breton Stripe Tee',
    brand: 'Harbour & Loom',
    category: 'shirts',
    tags: ['cotton', 'heritage', 'bestseller'],
    description:
      'Heavy combed cotton with a boat neck and the twenty-one stripes the French navy once prescribed. Does not go out of shape.',
    price: { EUR: 49, USD: 54 },
    options: [garmentSizes],
    weightGrams: 240,
    stock: 48,
  },
  {
    title: 'Chambray Work Shirt',
    brand: 'Ropewalk',
    category: 'shirts',
    tags: ['cotton', 'workwear'],
    description:
      'Triple-stitched seams, two chest pockets with a slot for a pencil, and chambray that fades where you wear it.',
    price: { EUR: 79, USD: 87 },
    options: [garmentSizes],
    weightGrams: 290,
    stock: 20,
  },
  {
    title: 'Flannel Overshirt',
    brand: 'Ropewalk',
    category: 'shirts',
    tags: ['cotton', 'autumn', 'workwear'],
    description:
      'Brushed on both sides and cut with room for a jumper beneath. Somewhere between a shirt and a jacket.',
    price: { EUR: 95, USD: 104 },
    was: { EUR: 110, USD: 121 },
    options: [garmentSizes, colour('Forest Check', 'Brick Check')],
    weightGrams: 430,
    stock: 18,
  },
  {
    title: 'Pocket T-Shirt',
    brand: 'Ropewalk',
    category: 'shirts',
    tags: ['cotton', 'basics'],
    description:
      'Eight ounces of slow-knitted cotton, a pocket that holds a pair of glasses, no side seams to twist.',
    price: { EUR: 32, USD: 35 },
    options: [garmentSizes, colour('White', 'Charcoal', 'Ochre')],
    weightGrams: 220,
    stock: 70,
  },
]
