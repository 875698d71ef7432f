// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/net_tags.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/weeks.h"
#include "net/address.h"
#include "social/tags.h"

namespace favilla::social {

namespace {

constexpr int prefix_v4 = 96 + 24, prefix_v6 = 48;  // of 128 bits
constexpr std::size_t longest_family = 32;

NetTag read_tag(const db::Row& row) { return {row.get<AccountId>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2)}; }

std::vector<NetTag> read_tags(const db::Rows& rows)
{
    std::vector<NetTag> tags;
    for (auto row : rows) tags.push_back(read_tag(row));
    return tags;
}

std::string key_of_week(db::Transaction& tx, const Random& random, std::int64_t week)
{
    tx.run("INSERT INTO net_tag_keys (week, secret) VALUES ($1, $2) ON CONFLICT (week) DO NOTHING", week,
           to_base64(random_bytes(random, 32)));
    return from_base64(tx.value<std::string>("SELECT secret FROM net_tag_keys WHERE week = $1", week).value()).value();
}

}  // namespace

std::string client_family(std::string_view user_agent)
{
    // Browsers also give the names of others, of those further down here.
    struct Family {
        std::string_view sign, name;
    };
    static constexpr std::array<Family, 5> browsers{
        {{"Firefox/", "firefox"}, {"Edg/", "edge"}, {"OPR/", "opera"}, {"Chrome/", "chrome"}, {"Safari/", "safari"}}};
    for (const auto& browser : browsers)
        if (user_agent.contains(browser.sign)) return std::string{browser.name};
    auto name = lower_ascii(user_agent.substr(0, user_agent.find_first_of("/ (;")));
    bool is_name = !name.empty() && name.size() <= longest_family && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
    return is_name ? name : "other";
}

std::optional<std::int64_t> net_tag(std::string_view key, std::string_view client_address, std::string_view user_agent)
{
    auto address = net::parse_address(client_address);
    if (!address) return std::nullopt;
    auto network = net::masked({*address, address->is_v4() ? prefix_v4 : prefix_v6});
    auto digest = hmac_sha256(key, net::to_string(network) + "\n" + client_family(user_agent));
    auto byte = [&](std::size_t n) { return static_cast<std::int64_t>(static_cast<unsigned char>(digest[n])); };
    return (byte(0) << 12) | (byte(1) << 4) | (byte(2) >> 4);
}

void note_net_tag(db::Transaction& tx, const Random& random, AccountId account, std::string_view client_address,
                  std::string_view user_agent, Time now)
{
    auto domain = tx.value<DomainId>("SELECT domain_id FROM users WHERE account_id = $1", account);
    if (!domain || !keeps_net_tags(tx, *domain)) return;
    auto day = day_of(now);
    if (auto tag = net_tag(key_of_week(tx, random, monday_of(day)), client_address, user_agent))
        tx.run(
            "INSERT INTO net_tags (account_id, day, tag, domain_id) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, day, tag) DO NOTHING",
            account, day, *tag, *domain);
}

void forget_net_tags(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM net_tags WHERE day <= $1", day_of(now) - net_tags_kept);
    tx.run("DELETE FROM net_tag_keys WHERE week < $1", monday_of(day_of(now)));
}

void forget_net_tags_of(db::Transaction& tx, AccountId account) { tx.run("DELETE FROM net_tags WHERE account_id = $1", account); }

std::vector<NetTag> net_tags_of(db::Reader& reader, AccountId account)
{
    return read_tags(reader.rows("SELECT account_id, day, tag FROM net_tags WHERE account_id = $1 ORDER BY day, tag", account));
}

std::vector<NetTag> net_tags_in(db::Reader& reader, DomainId domain, Time now)
{
    return read_tags(
        reader.rows("SELECT account_id, day, tag FROM net_tags WHERE domain_id = $1 AND day > $2 ORDER BY account_id, day, tag",
                    domain, day_of(now) - net_tags_kept));
}

bool keeps_net_tags(db::Reader& reader, DomainId domain)
{
    return !reader.row("SELECT 1 FROM net_tags_off WHERE domain_id = $1", domain);
}

bool keep_net_tags(db::Transaction& tx, DomainId domain, bool keep, Time now)
{
    if (keeps_net_tags(tx, domain) == keep) return false;
    if (keep) {
        tx.run("DELETE FROM net_tags_off WHERE domain_id = $1", domain);
        return true;
    }
    tx.run("INSERT INTO net_tags_off (domain_id, since) VALUES ($1, $2)", domain, now);
    tx.run("DELETE FROM net_tags WHERE domain_id = $1", domain);
    return true;
}

}  // namespace favilla::social
