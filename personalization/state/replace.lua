-- Puts a rebuilt profile in place of the one that is there, unless something was counted meanwhile or still is to be.
--
-- KEYS[1]: the profile. ARGV[1]: the version it had when the rebuild read the events.
-- ARGV[2]: JSON {fields: {name: value}, marks: [key, ...], keep, half_key, halves}
-- Returns {1} when done; {0} when the version has moved; {0, place, ...} when these marks (counted from 1) are missing.
-- Unless it returns {1}, nothing was changed.

if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[1] then return {0} end
local request = cjson.decode(ARGV[2])
local missing = {0}
for place, key in ipairs(request.marks) do
  if redis.call('EXISTS', key) == 0 then table.insert(missing, place) end
end
if #missing > 1 then return missing end

redis.call('SET', request.half_key, request.halves, 'NX')
redis.call('DEL', KEYS[1])
if next(request.fields) then
  for name, value in pairs(request.fields) do redis.call('HSET', KEYS[1], name, value) end
  redis.call('HSET', KEYS[1], 'v', string.format('%.17g', tonumber(ARGV[1]) + 1))
  redis.call('EXPIRE', KEYS[1], request.keep)
end
return {1}
