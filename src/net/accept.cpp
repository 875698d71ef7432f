// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/accept.h"

#include <algorithm>

#include "base/text.h"

namespace favilla::net {

namespace {

constexpr std::size_t max_preferences = 64;

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// Up to the first `separator` outside quotation marks; `text` keeps what follows it.
std::string_view take_until(std::string_view& text, char separator)
{
    bool quoted = false;
    std::size_t i = 0;
    for (; i < text.size() && (quoted || text[i] != separator); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (quoted && text[i] == '\\' && i + 1 < text.size()) ++i;
    }
    auto taken = text.substr(0, i);
    text.remove_prefix(std::min(i + 1, text.size()));
    return trimmed(taken);
}

std::string unquoted(std::string_view text)
{
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string(text);
    std::string plain;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '\\' && i + 2 < text.size()) ++i;
        plain += text[i];
    }
    return plain;
}

// qvalue (RFC 9110, 12.4.2): "0", "1", "0.5", "0.125", "1.000"; in thousandths.
std::optional<int> parse_quality(std::string_view text)
{
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    int quality = (text[0] - '0') * 1000;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    int unit = 100;
    for (char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9') return std::nullopt;
        quality += (c - '0') * unit;
        unit /= 10;
    }
    return quality <= 1000 ? std::optional(quality) : std::nullopt;
}

// How exactly a range names an offer: 3 "text/html", 2 "text/*", 1 "*/*", 0 not at all.
int exactness(std::string_view range, std::string_view offer)
{
    if (range == offer) return 3;
    if (range == "*/*" || range == "*") return 1;
    if (range.ends_with("/*") && offer.starts_with(range.substr(0, range.size() - 1))) return 2;
    return 0;
}

int language_exactness(std::string_view range, std::string_view offer)
{
    if (range == offer) return 3;
    if (range == "*") return 1;
    if (range.substr(0, range.find('-')) == offer.substr(0, offer.find('-'))) return 2;
    return 0;
}

template <class Exactness>
std::optional<std::string_view> choose(std::string_view header, std::span<const std::string_view> offers, Exactness exactness_of)
{
    auto preferences = parse_preferences(header);
    if (preferences.empty()) return offers.empty() ? std::nullopt : std::optional(offers.front());

    std::optional<std::string_view> chosen;
    int best_quality = 0;
    std::size_t best_place = 0;
    for (auto offer : offers) {
        int exactest = 0;
        int quality = 0;
        std::size_t place = 0;
        for (std::size_t i = 0; i < preferences.size(); ++i) {
            int exact = exactness_of(preferences[i].value, lower_ascii(offer));
            if (exact <= exactest) continue;
            exactest = exact;
            quality = preferences[i].quality;
            place = i;
        }
        // Among equals the one the peer named first, and behind a wildcard our own order.
        bool better = quality > best_quality || (quality == best_quality && quality > 0 && place < best_place);
        if (!better) continue;
        chosen = offer;
        best_quality = quality;
        best_place = place;
    }
    return chosen;
}

}  // namespace

std::string_view MediaType::param(std::string_view wanted) const
{
    auto found = std::ranges::find(params, wanted, &std::pair<std::string, std::string>::first);
    return found == params.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<MediaType> parse_media_type(std::string_view text)
{
    constexpr std::size_t max_params = 16;
    MediaType type{.name = lower_ascii(take_until(text, ';')), .params = {}};
    auto slash = type.name.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == type.name.size()) return std::nullopt;
    if (type.name.find_first_of(" \t,\"") != std::string::npos) return std::nullopt;
    while (!text.empty() && type.params.size() < max_params) {
        auto param = take_until(text, ';');
        auto equals = param.find('=');
        if (param.empty()) continue;
        if (equals == std::string_view::npos) return std::nullopt;
        type.params.emplace_back(lower_ascii(trimmed(param.substr(0, equals))), unquoted(trimmed(param.substr(equals + 1))));
    }
    return type;
}

std::vector<Preference> parse_preferences(std::string_view header)
{
    std::vector<Preference> preferences;
    while (!header.empty() && preferences.size() < max_preferences) {
        auto element = take_until(header, ',');
        Preference preference{.value = lower_ascii(take_until(element, ';'))};
        if (preference.value.empty() || preference.value.find(' ') != std::string::npos) continue;
        bool malformed = false;
        while (!element.empty()) {
            auto param = take_until(element, ';');
            if (!param.starts_with("q=") && !param.starts_with("Q=")) continue;
            auto quality = parse_quality(param.substr(2));
            malformed = malformed || !quality;
            preference.quality = quality.value_or(0);
        }
        if (malformed) continue;
        auto place = std::ranges::upper_bound(preferences, preference.quality, std::ranges::greater{}, &Preference::quality);
        preferences.insert(place, std::move(preference));
    }
    return preferences;
}

std::optional<std::string_view> choose_media_type(std::string_view accept, std::span<const std::string_view> offers)
{
    return choose(accept, offers, exactness);
}

std::optional<std::string_view> choose_language(std::string_view accept_language, std::span<const std::string_view> offers)
{
    return choose(accept_language, offers, language_exactness);
}

}  // namespace favilla::net
