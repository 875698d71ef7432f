// SPDX-License-Identifier: AGPL-3.0-or-later
// social/quote_policy.h — whom an author lets quote a post (FEP-044f, canQuote): without being asked, and when asked. People here
// choose among three; those of other servers may say more.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace favilla::social {

struct QuotePolicy {
    enum : std::int64_t { Public = 1, Followers = 2, Unsupported = 8 };
    std::int64_t automatic = 0;
    std::int64_t manual = 0;

    static QuotePolicy from(std::int64_t stored) { return {stored & 15, (stored >> 4) & 15}; }
    std::int64_t stored() const { return automatic | (manual << 4); }
    bool operator==(const QuotePolicy&) const = default;
};

inline constexpr QuotePolicy quotable_by_all{QuotePolicy::Public, 0};
inline constexpr QuotePolicy quotable_by_followers{QuotePolicy::Followers, 0};
inline constexpr QuotePolicy quotable_by_nobody{};

// "public", "followers", "nobody": as the client API says it.
inline std::optional<QuotePolicy> parse_quote_policy(std::string_view name)
{
    if (name == "public") return quotable_by_all;
    if (name == "followers") return quotable_by_followers;
    if (name == "nobody") return quotable_by_nobody;
    return std::nullopt;
}

inline std::string_view name_of(const QuotePolicy& policy)
{
    if (policy.automatic & QuotePolicy::Public) return "public";
    return policy.automatic & QuotePolicy::Followers ? "followers" : "nobody";
}

}  // namespace favilla::social
