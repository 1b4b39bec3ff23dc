// All keys begin with one prefix in braces, so that Redis Cluster has them in one slot; those of tags are made in the
// scripts. The clock counts removals. It starts at the server's time in microseconds, so that after a loss of all data
// it is ahead of every instant that was told before.

/** KEYS: answer, clock, cleared. ARGV: prefix, since, lifetime in ms, now in ms, value, tag… → 1 where it was kept. */
export const KEEP = `
local since, lifetime, now = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if not redis.call('GET', KEYS[2]) then return 0 end
if tonumber(redis.call('GET', KEYS[3]) or '0') > since then return 0 end
for i = 6, #ARGV do
  local removed = redis.call('GET', ARGV[1] .. 'removed:' .. ARGV[i])
  if removed and tonumber(removed) > since then return 0 end
end
redis.call('SET', KEYS[1], ARGV[5], 'PX', lifetime)
for i = 6, #ARGV do
  local tagged = ARGV[1] .. 'tag:' .. ARGV[i]
  redis.call('ZREMRANGEBYSCORE', tagged, '-inf', now)
  redis.call('ZADD', tagged, now + lifetime, KEYS[1])
  if redis.call('PTTL', tagged) < lifetime then redis.call('PEXPIRE', tagged, lifetime) end
end
return 1`

/** KEYS: clock. ARGV: prefix, how long an execution may take in ms, tag… → how many answers were removed. */
export const REMOVE = `
local now = redis.call('INCR', KEYS[1])
local count = 0
for i = 3, #ARGV do
  local tagged = ARGV[1] .. 'tag:' .. ARGV[i]
  redis.call('SET', ARGV[1] .. 'removed:' .. ARGV[i], now, 'PX', ARGV[2])
  for _, answer in ipairs(redis.call('ZRANGE', tagged, 0, -1)) do
    count = count + redis.call('DEL', answer)
  end
  redis.call('DEL', tagged)
end
return count`

/** KEYS: clock, cleared. Answers kept before are not taken any more; they go when their time is up. */
export const CLEAR = `
if not redis.call('GET', KEYS[1]) then
  local time = redis.call('TIME')
  redis.call('SET', KEYS[1], time[1] .. string.format('%06d', time[2]))
end
redis.call('SET', KEYS[2], redis.call('INCR', KEYS[1]))
return 1`
