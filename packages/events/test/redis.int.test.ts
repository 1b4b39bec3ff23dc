import { findRedisServer, startRedis } from '@tradewind/testkit'
import { expect, test } from 'vitest'
import { openBus } from '../index.ts'
import { silent } from './fixture/events.ts'
import { recordingLogger } from './fixture/log.ts'

const binary = findRedisServer()

test.skipIf(!binary)('refuses a Redis that may evict jobs', async () => {
  const redis = await startRedis(binary!, ['--maxmemory-policy', 'allkeys-lru'])
  try {
    await expect(openBus(redis.url, { logger: silent })).rejects.toThrow(
      /^Redis at 127.0.0.1:\d+ may evict jobs when its memory is full: its maxmemory-policy is allkeys-lru\. Set "maxmemory-policy noeviction" there\.$/,
    )
  } finally {
    await redis.stop()
  }
})

test.skipIf(!binary)('warns of a Redis that forgets in a crash, and not of one that does not', async () => {
  const redis = await startRedis(binary!, ['--requirepass', 'secret'])
  const url = redis.url.replace('redis://', 'redis://:secret@')
  try {
    const { logger, lines } = recordingLogger()
    await (await openBus(url, { logger })).close()
    expect(lines).toEqual([
      expect.stringMatching(/^Redis at .* writes no append-only file: .*appendonly yes/),
    ])
    expect(lines.join()).not.toContain('secret')
  } finally {
    await redis.stop()
  }
})

test.skipIf(!binary)('says in a sentence that the password is wrong', async () => {
  const redis = await startRedis(binary!, ['--requirepass', 'secret'])
  try {
    await expect(openBus(redis.url, { logger: silent })).rejects.toThrow(/cannot be used: .*NOAUTH/)
  } finally {
    await redis.stop()
  }
})

test.skipIf(!binary)('keeps installations with different prefixes on one server apart', async () => {
  const redis = await startRedis(binary!)
  try {
    const blue = await openBus(`${redis.url}/0?prefix=blue`, { logger: silent })
    const green = await openBus(`${redis.url}/0?prefix=green`, { logger: silent })
    await blue.bind('ordering', ['a.b.c.v1'])
    expect((await green.bindings()).size).toBe(0)
    expect((await blue.bindings()).get('a.b.c.v1')).toEqual(['ordering'])
    await Promise.all([blue.close(), green.close()])
  } finally {
    await redis.stop()
  }
})
