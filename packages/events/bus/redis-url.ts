/**
 * The server's own URL, and what the names of all keys and channels begin with: `?prefix=` keeps installations apart. It
 * is a hash tag, so that Redis Cluster keeps them all in one slot, which scripts over several keys need.
 */
export function readRedisUrl(text: string, defaultPrefix = 'tradewind'): { server: string; prefix: string } {
  const url = new URL(text)
  const prefix = url.searchParams.get('prefix') || defaultPrefix
  url.searchParams.delete('prefix')
  return { server: url.href, prefix: `{${prefix}}` }
}
