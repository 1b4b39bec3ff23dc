// The data of the public federation gateways benchmark in shape and size: six users with the same two reviews, nine
// products, eleven reviews that all have the same author.

const sentences = [446, 294, 280, 146, 446, 294, 280, 146, 146, 146, 860]
const filler = 'the quick brown fox jumps over the lazy dog and the lazy dog lets it pass without a word; '
const ofLength = (characters: number): string => filler.repeat(10).slice(0, characters)

const reviewed = ['1', '1', '1', '1', '2', '2', '2', '2', '3', '4', '4']
export const reviews = sentences.map((length, index) => ({
  id: String(index + 1),
  body: ofLength(length),
  product: { upc: reviewed[index]! },
}))

export const users = ['urigo', 'dotansimha', 'kamilkisiela', 'ardatan', 'gilgardosh', 'laurin'].map(
  (username, index) => ({
    id: String(index + 1),
    name: `Member number ${index + 1}`,
    username,
    birthday: 1_234_567_890,
  }),
)

const names = ['Table', 'Couch', 'Glass', 'Chair', 'TV', 'Lamp', 'Grill', 'Fridge', 'Sofa']
const prices = [899, 1_299, 15, 499, 1_299, 6_999, 3_999, 100_000, 9_999]
const weights = [100, 1_000, 20, 100, 1_000, 300, 2_000, 6_000, 800]
export const products = names.map((name, index) => ({
  upc: String(index + 1),
  name,
  price: prices[index]!,
  weight: weights[index]!,
}))
