// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/log_counts.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "analytics/visitor_key.h"

namespace favilla::analytics {

namespace {

// Bernstein's, over text that comes in pieces.
class Hash32 {
public:
    Hash32& add(std::string_view text)
    {
        for (char c : text) value_ = value_ * 33U + static_cast<unsigned char>(c);
        return *this;
    }
    std::uint32_t value() const { return value_; }

private:
    std::uint32_t value_ = 5381;
};

// Whether it has to be decoded at all: hardly any does.
bool is_plain(std::string_view text)
{
    auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    return text.find_first_of("%\r\n") == std::string_view::npos && !text.empty() && !is_space(text.front())
        && !is_space(text.back());
}

}  // namespace

std::string_view referring_site(std::string_view referrer)
{
    constexpr std::size_t longest = 511;
    auto begin = referrer.find("//");
    if (begin == std::string_view::npos) return {};
    auto site = referrer.substr(begin + 2);
    return site.substr(0, std::min(site.find('/'), longest));
}

LogCounter::LogCounter(const Random& random) : key_(random_bytes(random, visitor_key_bytes)) {}

void LogCounter::count(const LogLine& line)
{
    ++valid_;
    bytes_ += line.bytes;
    hosts_.insert(Hash32{}.add(line.address).value());

    auto request = split_request(line.request);
    // The protocol's separator stands at the target's end.
    auto target = request.method.empty() || !request.target.ends_with(' ') ? request.target
                                                                           : request.target.substr(0, request.target.size() - 1);
    std::string decoded;
    if (!is_plain(target)) {
        decoded = percent_decoded(request.target);
        target = decoded.empty() ? request.target : std::string_view{decoded};
    }
    Hash32 hash;
    hash.add(target);
    if (!request.method.empty()) hash.add("|").add(request.method).add("|").add(request.protocol);
    if (line.status.starts_with("404"))
        not_found_.insert(hash.value());
    else if (is_static_file(target))
        static_files_.insert(hash.value());
    else
        requests_.insert(hash.value());

    if (auto site = referring_site(line.referrer); !site.empty()) referring_sites_.insert(Hash32{}.add(site).value());

    if (line.status.starts_with('4')) return;
    auto agent = line.agent.empty() ? std::string_view{"-"} : line.agent;
    auto agent_hash = is_plain(agent) ? Hash32{}.add(agent).value() : Hash32{}.add(percent_decoded(agent)).value();
    std::array<char, 80> visitor{};
    std::int32_t date = line.at.year * 10'000 + line.at.month * 100 + line.at.day;
    std::memcpy(visitor.data(), &date, sizeof date);
    std::memcpy(visitor.data() + 4, &agent_hash, sizeof agent_hash);
    auto length = std::min(line.address.size(), visitor.size() - 8);
    std::memcpy(visitor.data() + 8, line.address.data(), length);
    visitors_.insert(visitor_key(key_, {visitor.data(), 8 + length}));
}

LogCounts LogCounter::counts() const
{
    auto size = [](const auto& distinct) { return static_cast<std::int64_t>(distinct.size()); };
    return {.valid = valid_,
            .failed = failed_,
            .requests = size(requests_),
            .visitors = size(visitors_),
            .hosts = size(hosts_),
            .static_files = size(static_files_),
            .not_found = size(not_found_),
            .referring_sites = size(referring_sites_),
            .bytes = bytes_,
            .exact = !requests_.is_full() && !hosts_.is_full() && !static_files_.is_full() && !not_found_.is_full()
                  && !referring_sites_.is_full() && !visitors_.is_full()};
}

}  // namespace favilla::analytics
