import { colour, garmentSizes, type DemoProduct } from '../product.ts'

export const outerwear: DemoProduct[] = [
  {
    title: 'Waxed Deck Jacket',
    brand: 'Ropewalk',
    category: 'outerwear',
    tags: ['waxed-cotton', 'rain', 'bestseller'],
    description:
      'Ten-ounce waxed cotton lined with blanket wool, a storm flap over a brass zip, and cuffs that close. Can be re-waxed for as long as you like it.',
    price: { EUR: 279, USD: 306 },
    options: [garmentSizes],
    weightGrams: 1450,
    stock: 10,
  },
  {
    title: 'Three-Season Parka',
    brand: 'Meridian',
    category: 'outerwear',
    tags: ['rain', 'recycled'],
    description:
      'A three-layer shell of recycled nylon with taped seams and a hood that turns with your head. The quilted liner zips out in May.',
    price: { EUR: 329, USD: 361 },
    options: [garmentSizes, colour('Storm', 'Olive')],
    weightGrams: 1180,
    stock: 9,
  },
  {
    title: 'Packable Windbreaker',
    brand: 'Meridian',
    category: 'outerwear',
    tags: ['rain', 'travel'],
    description:
      'One hundred and forty grams that fold into their own pocket. Keeps out wind and the first quarter of an hour of rain.',
    price: { EUR: 99, USD: 109 },
    options: [garmentSizes],
    weightGrams: 140,
    stock: 26,
  },
  {
    title: 'Quilted Vest',
    brand: 'Meridian',
    category: 'outerwear',
    tags: ['autumn', 'recycled'],
    description:
      'Recycled insulation in narrow quilts, so that it fits under a jacket without making a drum of you.',
    price: { EUR: 119, USD: 131 },
    was: { EUR: 139, USD: 153 },
    options: [garmentSizes],
    weightGrams: 380,
    stock: 14,
  },
  {
    title: 'Oilskin Hat',
    brand: 'Ropewalk',
    category: 'outerwear',
    tags: ['rain', 'heritage'],
    description:
      'A wide brim that sheds water behind the collar, a chin cord for the ferry, cotton lining for the rest.',
    price: { EUR: 55, USD: 60 },
    options: [{ name: 'Size', values: ['M', 'L'] }],
    weightGrams: 180,
    stock: 20,
  },
  {
    title: 'Prototype Sea Smock',
    brand: 'Ropewalk',
    category: 'outerwear',
    tags: ['sample'],
    description: 'Next year’s smock, still being tried out on the North Sea. Not for sale yet.',
    price: { EUR: 199, USD: 219 },
    options: [garmentSizes],
    weightGrams: 900,
    stock: 2,
    published: false,
  },
]
