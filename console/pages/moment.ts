/** An instant to the second, in UTC. */
export const moment = (instant: Date | null): string =>
  instant ? `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC` : ''
