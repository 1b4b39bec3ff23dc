import { badUserInput } from '@tradewind/service'
import type { Checks } from './checks.ts'

const unavailable = async (): Promise<never> => {
  throw badUserInput('This registry does not check schemas.')
}

/** A registry without checks. */
export const unchecked: Checks = {
  checkSubgraph: unavailable,
  checkGraph: unavailable,
  lint: unavailable,
  find: async () => null,
}
