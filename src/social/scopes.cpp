// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/scopes.h"

#include <algorithm>
#include <array>

namespace favilla::social {

namespace {

constexpr std::array<std::string_view, 61> table = {
    "profile",
    "read",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:collections",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:collections",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
    "follow",
    "push",
    "admin:read",
    "admin:read:accounts",
    "admin:read:reports",
    "admin:read:domain_allows",
    "admin:read:domain_blocks",
    "admin:read:ip_blocks",
    "admin:read:email_domain_blocks",
    "admin:read:canonical_email_blocks",
    "admin:write",
    "admin:write:accounts",
    "admin:write:reports",
    "admin:write:domain_allows",
    "admin:write:domain_blocks",
    "admin:write:ip_blocks",
    "admin:write:email_domain_blocks",
    "admin:write:canonical_email_blocks",
    "read:groups",
    "write:groups",
    "read:invitations",
    "write:invitations",
    "read:pages",
    "write:pages",
    "read:ideas",
    "write:ideas",
    "read:drafts",
    "write:drafts",
    "read:events",
    "write:events",
    "read:interests",
    "write:interests",
};
static_assert(table.size() <= 64);

constexpr std::array<std::string_view, 6> relations = {"read:blocks",   "write:blocks", "read:follows",
                                                       "write:follows", "read:mutes",   "write:mutes"};

// Whatever having `name` allows: itself, what begins with "name:", and for "follow" the relationships.
constexpr std::uint64_t bits_under(std::string_view name)
{
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        auto child = table[i].size() > name.size() && table[i].starts_with(name) && table[i][name.size()] == ':';
        auto relation = name == "follow" && std::ranges::find(relations, table[i]) != relations.end();
        if (table[i] == name || child || relation) bits |= std::uint64_t{1} << i;
    }
    return bits;
}

constexpr auto under = [] {
    std::array<std::uint64_t, table.size()> all{};
    for (std::size_t i = 0; i < table.size(); ++i) all[i] = bits_under(table[i]);
    return all;
}();

std::optional<std::size_t> index_of(std::string_view name)
{
    auto found = std::ranges::find(table, name);
    if (found == table.end()) return std::nullopt;
    return static_cast<std::size_t>(found - table.begin());
}

std::uint64_t expanded(Scopes scopes)
{
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < table.size(); ++i)
        if (scopes.bits >> i & 1) bits |= under[i];
    return bits;
}

// The next name of a list with blanks or "+" between; empty when there is none.
std::string_view next_name(std::string_view& rest)
{
    auto start = std::min(rest.find_first_not_of(" +\t\r\n,"), rest.size());
    rest.remove_prefix(start);
    auto name = rest.substr(0, rest.find_first_of(" +\t\r\n,"));
    rest.remove_prefix(name.size());
    return name;
}

}  // namespace

std::span<const std::string_view> all_scopes() { return table; }

Result<Scopes> parse_scopes(std::string_view text)
{
    Scopes scopes;
    for (auto name = next_name(text); !name.empty(); name = next_name(text)) {
        auto index = index_of(name);
        if (!index) return refuse(ErrorCode::Invalid, "scope.unknown", {{"scope", std::string{name.substr(0, 100)}}});
        scopes.bits |= std::uint64_t{1} << *index;
    }
    return scopes;
}

std::string to_string(Scopes scopes)
{
    std::string text;
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (!(scopes.bits >> i & 1)) continue;
        if (!text.empty()) text += ' ';
        text += table[i];
    }
    return text;
}

bool allows(Scopes granted, std::string_view wanted)
{
    auto bits = expanded(granted);
    for (auto name = next_name(wanted); !name.empty(); name = next_name(wanted)) {
        auto index = index_of(name);
        if (index && (bits >> *index & 1)) return true;
    }
    return false;
}

bool contains(Scopes whole, Scopes part) { return (expanded(part) & ~expanded(whole)) == 0; }

}  // namespace favilla::social
