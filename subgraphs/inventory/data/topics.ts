/** What is announced when the free pieces of a variant change. */
export const availabilityTopic = (variantId: string): string => `availability:${variantId}`
