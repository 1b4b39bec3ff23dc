import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

test('without proxies of ours the peer counts, whatever a header says', () => {
  expect(clientAddress('203.0.113.7', '198.51.100.1', 0)).toBe('203.0.113.7')
})

test('behind proxies the address counts that the outermost of them saw; what is left of it is invented', () => {
  expect(clientAddress('10.0.0.1', '198.51.100.1', 1)).toBe('198.51.100.1')
  expect(clientAddress('10.0.0.1', '1.1.1.1, 198.51.100.1', 1)).toBe('198.51.100.1')
  expect(clientAddress('10.0.0.1', '1.1.1.1, 198.51.100.1, 10.0.0.2', 2)).toBe('198.51.100.1')
})

test('a request that came past the proxies counts for its peer', () => {
  expect(clientAddress('203.0.113.7', undefined, 1)).toBe('203.0.113.7')
  expect(clientAddress('203.0.113.7', '198.51.100.1', 2)).toBe('203.0.113.7')
  expect(clientAddress('203.0.113.7', ' ', 1)).toBe('203.0.113.7')
})

test('an IPv6 address counts as its /64, an IPv4 address is one however it is written', () => {
  const network = '2001:db8:1:2'
  for (const address of ['2001:db8:1:2:3:4:5:6', '2001:0DB8:1:2::9', '2001:db8:1:2:ffff::']) {
    expect(clientAddress(address, undefined, 0)).toBe(network)
  }
  expect(clientAddress('2001:db8:1:3::1', undefined, 0)).not.toBe(network)
  expect(clientAddress('2001:db8::1', undefined, 0)).toBe('2001:db8:0:0')
  expect(clientAddress('fe80::1%eth0', undefined, 0)).toBe('fe80:0:0:0')
  expect(clientAddress('::1', undefined, 0)).toBe('0:0:0:0')
  expect(clientAddress('::ffff:203.0.113.7', undefined, 0)).toBe('203.0.113.7')
})

test('nonsense counts as itself, and is no longer than an address', () => {
  expect(clientAddress('10.0.0.1', 'unknown', 1)).toBe('unknown')
  expect(clientAddress('10.0.0.1', 'x'.repeat(9_000), 1)).toHaveLength(45)
  expect(clientAddress('10.0.0.1', '1:2:3', 1)).toBe('1:2:3')
})
