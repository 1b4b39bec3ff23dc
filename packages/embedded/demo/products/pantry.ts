import { type DemoProduct } from '../product.ts'

const grind = { name: 'Grind', values: ['Whole Bean', 'Filter', 'Espresso'] }

export const pantry: DemoProduct[] = [
  {
    title: 'Trade Winds Espresso Blend',
    brand: 'Galley',
    category: 'pantry',
    tags: ['coffee', 'bestseller'],
    description:
      'Two thirds Brazil, one third Sidamo, roasted on Tuesdays. Chocolate first, then orange peel. 500 grams.',
    price: { EUR: 16.5, USD: 18 },
    options: [grind],
    weightGrams: 520,
    stock: 110,
  },
  {
    title: 'Doldrums Decaf',
    brand: 'Galley',
    category: 'pantry',
    tags: ['coffee', 'decaf'],
    description: 'Decaffeinated with mountain water in Veracruz, and you would not know. 250 grams.',
    price: { EUR: 9.8, USD: 10.75 },
    options: [grind],
    weightGrams: 270,
    stock: 60,
  },
  {
    title: 'First Flush Darjeeling',
    brand: 'Altiplano',
    category: 'pantry',
    tags: ['tea', 'gift'],
    description: 'Picked in the last week of March above 1,800 metres. Two minutes, not three. 100 grams.',
    price: { EUR: 19.9, USD: 21.9 },
    options: [],
    weightGrams: 130,
    stock: 42,
  },
  {
    title: 'Smoked Sea Salt',
    brand: 'Galley',
    category: 'pantry',
    tags: ['spice', 'gift'],
    description:
      'Flakes from Anglesey smoked over oak for a day and a night. On eggs, tomatoes, caramel. 90 grams.',
    price: { EUR: 7.5, USD: 8.25 },
    options: [],
    weightGrams: 140,
    stock: 95,
  },
  {
    title: 'Seville Marmalade',
    brand: 'Galley',
    category: 'pantry',
    tags: ['breakfast'],
    description: 'Bitter oranges, cut by hand, cooked in small pans in January and never after. 340 grams.',
    price: { EUR: 6.9, USD: 7.5 },
    options: [],
    weightGrams: 560,
    stock: 85,
  },
  {
    title: 'Dark Chocolate 72%',
    brand: 'Altiplano',
    category: 'pantry',
    tags: ['chocolate', 'gift', 'vegan'],
    description:
      'Two ingredients, one plantation in Piura, conched for three days. 80 grams, rarely for long.',
    price: { EUR: 5.9, USD: 6.5 },
    options: [],
    weightGrams: 95,
    stock: 140,
  },
]
