/** The query an explorer opens with: it touches three subgraphs and needs no sign-in. */
export const firstLook = `query FirstLook {
  products(first: 3) {
    nodes {
      title
      variants {
        title
        price(currency: "EUR") { amount currencyCode }
        availability { available }
      }
    }
  }
}
`
