-- Reads, in one round trip, what a ranking needs: one subject's profile, and the crowd's numbers.
--
-- ARGV[1]: JSON {subject?, now, products: [id, ...], trending: n, popular: n}
-- ARGV[2]: JSON {class: seconds}, the half-lives in case nothing was counted yet.
-- Returns {profile as "field\nvalue\n...", popularity of products as "value value ...",
--          trending as [id, value, ...], popular as [id, value, ...], JSON of the half-lives};
-- crowd values decayed to now, profile raw.

local request = cjson.decode(ARGV[1])
local base = 'leaf:' .. (redis.call('HGET', 'leaf:generations', 'current') or '0') .. ':'

local halves = redis.call('GET', base .. 'half') or ARGV[2]
local half = cjson.decode(halves)

local function factor(class)
  local landmark = tonumber(redis.call('GET', base .. class .. ':landmark') or request.now)
  return 2 ^ (-(request.now - landmark) / half[class])
end

local function top(class, count)
  if count <= 0 then return {} end
  local found, scale = redis.call('ZREVRANGE', base .. class, 0, count - 1, 'WITHSCORES'), factor(class)
  for i = 2, #found, 2 do found[i] = string.format('%.17g', tonumber(found[i]) * scale) end
  return found
end

-- Long lists go as one text each: a client reads a thousand short answers three times as slowly.
local profile, popularity = {}, {}
if request.subject then profile = redis.call('HGETALL', base .. 'profile:' .. request.subject) end
local products, scale = request.products, factor('popular')
for first = 1, #products, 1000 do
  local scores = redis.call('ZMSCORE', base .. 'popular', unpack(products, first, math.min(first + 999, #products)))
  for _, score in ipairs(scores) do
    table.insert(popularity, score and string.format('%.17g', tonumber(score) * scale) or '0')
  end
end
return {table.concat(profile, '\n'), table.concat(popularity, ' '), top('trending', request.trending), top('popular', request.popular), halves}
