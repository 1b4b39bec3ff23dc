/** Where changes are told: a channel of the queue database. */
export const CHANGES_CHANNEL = 'tradewind_changes'

/** The same on Redis, where several installations may share a server. */
export const changesChannel = (prefix: string): string => `${prefix}:changes`
