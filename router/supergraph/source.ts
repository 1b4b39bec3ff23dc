/** A supergraph as text, and where it comes from: `the file /srv/supergraph.graphql`, `launch … of the registry`. */
export interface SupergraphText {
  readonly sdl: string
  readonly from: string
}

/** Takes a supergraph into service if it can be used; resolves with whether it could. Never throws. */
export type OfferSupergraph = (supergraph: SupergraphText) => Promise<boolean>

/** Where supergraphs come from. */
export interface SupergraphSource {
  /**
   * Offers what there is to begin with, the best first, until something is taken; then, in the background, what comes
   * after it. Throws a sentence when there is nothing to offer. Gives the function that stops it.
   */
  open(offer: OfferSupergraph): Promise<() => void>
}
