-- SPDX-License-Identifier: AGPL-3.0-or-later
-- wrk -s load.lua URL -- METHOD TOKENS [ENCODING]: every request with the next of the tokens; of the answers only 2xx count.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  tokens, at, sent, answers, refused = {}, number * 97, 0, 0, 0
  method, encoding = args[1], args[3]
  for line in io.lines(args[2]) do
    table.insert(tokens, line)
  end
  math.randomseed(os.time() + number)
  stamp = tostring(math.random(1, 1000000000))
end

function request()
  at = at + 1
  sent = sent + 1
  local headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/activity+json, application/json" }
  if #tokens > 0 then
    headers["Authorization"] = "Bearer " .. tokens[at % #tokens + 1]
  end
  if encoding then
    headers["Accept-Encoding"] = encoding
  end
  local body = nil
  if method == "POST" then
    body = '{"status":"A spark is followed by a great flame, number ' .. sent .. " of " .. stamp .. ' #bench","language":"en"}'
  end
  return wrk.format(method, nil, headers, body)
end

function response(status, headers, body)
  if status >= 200 and status < 300 then
    answers = answers + 1
  else
    refused = refused + 1
  end
end

function done(summary, latency, requests)
  local good, bad = 0, 0
  for _, thread in ipairs(threads) do
    good = good + thread:get("answers")
    bad = bad + thread:get("refused")
  end
  bad = bad + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("answers=%d refused=%d microseconds=%d\n", good, bad, summary.duration))
end
