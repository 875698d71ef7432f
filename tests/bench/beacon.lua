-- SPDX-License-Identifier: AGPL-3.0-or-later
-- wrk -s beacon.lua URL: page views of a site, of 50,000 addresses and 200 pages, as its script tells them; answers of another kind are errors.
local sent, threads = 0, {}

function setup(thread)
  table.insert(threads, thread)
end

function init()
  answers, refused = 0, 0
end

function request()
  sent = sent + 1
  local address = sent * 7919 % 50000
  local headers = {
    ["Content-Type"] = "text/plain;charset=UTF-8",
    ["Origin"] = "https://www.site.example",
    ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:" .. sent % 40 + 100 .. ".0) Gecko/20100101 Firefox/140.0",
    ["X-Forwarded-For"] = string.format("10.%d.%d.%d", math.floor(address / 62500), math.floor(address / 250) % 250, address % 250 + 1),
  }
  local body = "site=www.site.example&host=www.site.example&page=%2Fpage%2F" .. sent % 200 .. "%3Futm_campaign%3Dspring&referrer=https%3A%2F%2Fwww.google.com"
  return wrk.format("POST", nil, headers, body)
end

function response(status)
  if status == 204 then
    answers = answers + 1
  else
    refused = refused + 1
  end
end

function done(summary)
  local good, bad = 0, 0
  for _, thread in ipairs(threads) do
    good = good + thread:get("answers")
    bad = bad + thread:get("refused")
  end
  bad = bad + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("answers=%d refused=%d microseconds=%d\n", good, bad, summary.duration))
end
