-- Adds (or takes back) what events taught, for one subject, in one round trip. Safe to call twice: each event counts
-- once per generation. Forward decay (Cormode et al., ICDE 2009): a field holds F = sum of w * 2^((t - L) / H), so
-- updates commute and one event is taken back exactly by adding its negative.
--
-- ARGV[1]: JSON {subject, now, keep, mark_for, generation?,
--                adds: [{id, t, mark, c: [[facet, class, weight], ...]}, ...], takes: [the same]}
-- ARGV[2]: JSON {class: seconds}, the half-lives of a generation that begins now. One that is there keeps its own.
-- Returns JSON {applied: [id, ...], before: {facet: value}, after: {facet: value}} of the current generation, where
-- before and after are the decayed values now of the facets that were touched.
--
-- Keys, all below leaf:<generation>: — see personalization/state/keys.py.

local request = cjson.decode(ARGV[1])
local now = request.now
-- Set for each generation in turn: its half-lives, and +1 while events are added, -1 while they are taken back.
local half, sign
-- 2^500 leaves room for the sum of any shop's events; then the landmark moves.
local FURTHEST = 500
-- What is left of acts that were all taken back. More than that with a count of zero is no dust: then a taking back has
-- overtaken its act, which is still to come.
local DUST = 1e-10

-- One subject's taste: hash of "<class>|<facet>" -> F, "n|<facet>" -> count, "L|<class>" -> landmark, "v" -> version.
-- Only what the events speak of is read: a long history must not make a click slower.
local function open_profile(key)
  local names, seen = {'v'}, {}
  for class in pairs(half) do table.insert(names, 'L|' .. class) end
  for _, events in ipairs({request.adds, request.takes}) do
    for _, event in ipairs(events) do
      for _, part in ipairs(event.c) do
        local facet, class = part[1], part[2]
        if not seen[facet] and class ~= 'trending' and class ~= 'popular' then
          seen[facet] = true
          table.insert(names, 'n|' .. facet)
          for kind in pairs(half) do table.insert(names, kind .. '|' .. facet) end
        end
      end
    end
  end
  local values = {}
  for first = 1, #names, 1000 do
    local last = math.min(first + 999, #names)
    local raw = redis.call('HMGET', key, unpack(names, first, last))
    for i = first, last do values[names[i]] = raw[i - first + 1] and tonumber(raw[i - first + 1]) or nil end
  end
  return values
end

local function landmark_of(key, values, changed, class, t)
  local name = 'L|' .. class
  if not values[name] then
    values[name] = t
    changed[name] = true
  end
  if (t - values[name]) / half[class] > FURTHEST then
    local raw = redis.call('HGETALL', key)
    for i = 1, #raw, 2 do
      local field = raw[i]
      if string.sub(field, 1, #class + 1) == class .. '|' and not values[field] then
        values[field] = tonumber(raw[i + 1])
      end
    end
    local factor = 2 ^ (-(t - values[name]) / half[class])
    for field, value in pairs(values) do
      if string.sub(field, 1, #class + 1) == class .. '|' then
        values[field] = value * factor
        changed[field] = true
      end
    end
    values[name] = t
    changed[name] = true
  end
  return values[name]
end

local function value_now(values, facet)
  local sum = 0
  for class in pairs(half) do
    local stored = values[class .. '|' .. facet]
    if stored then sum = sum + stored * 2 ^ (-(now - values['L|' .. class]) / half[class]) end
  end
  return sum
end

local function is_dust(values, facet)
  for class in pairs(half) do
    local stored = values[class .. '|' .. facet]
    if stored and math.abs(stored * 2 ^ (-(now - values['L|' .. class]) / half[class])) >= DUST then return false end
  end
  return true
end

-- The shop's crowd: sorted sets of product -> F, one per half-life, with the landmark beside.
local landmarks = {}
local function add_to_crowd(base, class, member, weight, t)
  local key, mark = base .. class, base .. class .. ':landmark'
  local landmark = landmarks[key] or tonumber(redis.call('GET', mark))
  if not landmark then
    landmark = t
    redis.call('SET', mark, string.format('%.17g', landmark))
  end
  if (t - landmark) / half[class] > FURTHEST then
    local factor = 2 ^ (-(t - landmark) / half[class])
    local all = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    for i = 1, #all, 2 do redis.call('ZADD', key, string.format('%.17g', tonumber(all[i + 1]) * factor), all[i]) end
    landmark = t
    redis.call('SET', mark, string.format('%.17g', landmark))
  end
  landmarks[key] = landmark
  local part = string.format('%.17g', weight * 2 ^ ((t - landmark) / half[class]))
  local new = tonumber(redis.call('ZINCRBY', key, part, member))
  local count = redis.call('HINCRBY', key .. ':count', member, sign)
  if count == 0 and math.abs(new * 2 ^ (-(now - landmark) / half[class])) < DUST then
    redis.call('ZREM', key, member)
    redis.call('HDEL', key .. ':count', member)
  end
end

local function apply(generation, report)
  local base = 'leaf:' .. generation .. ':'
  local key = base .. 'profile:' .. request.subject
  local halves = redis.call('GET', base .. 'half')
  if not halves then
    halves = ARGV[2]
    redis.call('SET', base .. 'half', halves)
  end
  half = cjson.decode(halves)
  local values, touched, changed, counted = nil, {}, {}, 0
  local before = {}

  local function each(events, direction, prefix)
    sign = direction
    for _, event in ipairs(events) do
      local fresh = true
      if event.mark then
        fresh = redis.call('SET', base .. prefix .. event.id, '1', 'NX', 'EX', request.mark_for)
      end
      if fresh then
        if not values then values = open_profile(key) end
        counted = counted + 1
        if report then table.insert(report.applied, event.id) end
        for _, part in ipairs(event.c) do
          local facet, class, weight = part[1], part[2], part[3] * sign
          if class == 'trending' or class == 'popular' then
            add_to_crowd(base, class, facet, weight, event.t)
          else
            if not touched[facet] then
              touched[facet] = true
              before[facet] = value_now(values, facet)
            end
            local name, landmark = class .. '|' .. facet, landmark_of(key, values, changed, class, event.t)
            values[name] = (values[name] or 0) + weight * 2 ^ ((event.t - landmark) / half[class])
            values['n|' .. facet] = (values['n|' .. facet] or 0) + sign
            changed[name] = true
            changed['n|' .. facet] = true
          end
        end
      end
    end
  end

  each(request.adds, 1, 'event:')
  each(request.takes, -1, 'taken:')
  if counted == 0 then return end

  -- A facet that nothing speaks of any more leaves nothing behind.
  local gone = {}
  for facet in pairs(touched) do
    if (values['n|' .. facet] or 0) == 0 and is_dust(values, facet) then
      for class in pairs(half) do
        local name = class .. '|' .. facet
        if values[name] then table.insert(gone, name); values[name] = nil end
      end
      table.insert(gone, 'n|' .. facet)
      values['n|' .. facet] = nil
    end
  end
  values.v = (values.v or 0) + 1
  changed.v = true
  local flat = {}
  for name in pairs(changed) do
    if values[name] then
      table.insert(flat, name)
      table.insert(flat, string.format('%.17g', values[name]))
    end
  end
  for first = 1, #flat, 1000 do
    redis.call('HSET', key, unpack(flat, first, math.min(first + 999, #flat)))
  end
  for first = 1, #gone, 1000 do
    redis.call('HDEL', key, unpack(gone, first, math.min(first + 999, #gone)))
  end
  redis.call('EXPIRE', key, request.keep)
  if report then
    for facet in pairs(touched) do
      report.before[facet] = before[facet]
      report.after[facet] = value_now(values, facet)
    end
  end
end

local report = {applied = {}, before = {}, after = {}}
if request.generation then
  apply(request.generation, report)
else
  local generations = redis.call('HMGET', 'leaf:generations', 'current', 'next')
  apply(generations[1] or '0', report)
  if generations[2] then apply(generations[2], nil) end
end
return cjson.encode(report)
