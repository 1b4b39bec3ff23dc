/** Redis Cluster keeps the keys of one hash tag in one slot, which BullMQ's scripts need. */
const DEFAULT_PREFIX = '{tradewind}'

/** The server's own URL, and what the names of all keys and channels begin with: `?prefix=` keeps installations apart. */
export function readUrl(queueUrl: string): { server: string; prefix: string } {
  const url = new URL(queueUrl)
  const prefix = url.searchParams.get('prefix')
  url.searchParams.delete('prefix')
  return { server: url.href, prefix: prefix ? `{${prefix}}` : DEFAULT_PREFIX }
}
