-- Puts a rebuilt profile in place of the one that is there, unless something was learned meanwhile.
--
-- KEYS[1]: the profile. ARGV[1]: the version it had when the rebuild began. ARGV[2]: JSON {fields: {name: value},
-- seen: [event id, ...], taken: [event id, ...], base, dedup, ttl}
-- Returns 1, or 0 when the version has moved: then nothing was changed.

if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[1] then return 0 end
local request = cjson.decode(ARGV[2])
redis.call('DEL', KEYS[1])
for name, value in pairs(request.fields) do redis.call('HSET', KEYS[1], name, value) end
redis.call('HSET', KEYS[1], 'v', string.format('%.17g', tonumber(ARGV[1]) + 1))
redis.call('EXPIRE', KEYS[1], request.ttl)
-- What the rebuild counted must not be counted again by whoever comes late with it.
for _, id in ipairs(request.seen) do redis.call('SET', request.base .. 'event:' .. id, '1', 'EX', request.dedup) end
for _, id in ipairs(request.taken) do redis.call('SET', request.base .. 'taken:' .. id, '1', 'EX', request.dedup) end
return 1
