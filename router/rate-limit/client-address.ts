import { isIPv6 } from 'node:net'

/**
 * Whom a request is counted for when it is counted by address: the peer, or whom the outermost of our own proxies says
 * it got the request from. Each proxy appends to `X-Forwarded-For`, so what stands further left is the client's own
 * invention. An IPv6 address counts as its /64 network: a household has that many.
 *
 * @param proxies how many proxies of ours a request comes through
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, proxies: number): string {
  const hops = forwardedFor?.split(',').map((hop) => hop.trim()) ?? []
  // A request with fewer hops came past a proxy.
  const claimed = proxies > 0 ? hops.at(-proxies) : undefined
  return toNetwork(claimed || peer)
}

function toNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address.slice(0, 45)
  // The URL parser writes an address in the one way of RFC 5952.
  const [head = '', tail] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail?.split(':').filter(Boolean) ?? []
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
