// SPDX-License-Identifier: AGPL-3.0-or-later
// net/accept.h — what the peer would like to get (RFC 9110, 12.5), and media types with their parameters.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace favilla::net {

struct MediaType {
    std::string name;                                         // lower case: "application/ld+json"
    std::vector<std::pair<std::string, std::string>> params;  // names in lower case, values unquoted
    std::string_view param(std::string_view name) const;      // empty when absent
};

std::optional<MediaType> parse_media_type(std::string_view);

struct Preference {
    std::string value;   // lower case: "text/html", "it-it", "*"
    int quality = 1000;  // thousandths; 0 means "not this"
};

// Accept, Accept-Language, Accept-Encoding: best first, equals in the order sent; at most 64, what is malformed is skipped.
// Parameters of a media range other than q are dropped.
std::vector<Preference> parse_preferences(std::string_view header);

// Which of `offers` (ours first: "text/html", "application/activity+json") the Accept header likes best; the more specific
// range decides an offer's quality. An empty header accepts anything. None when all are refused.
std::optional<std::string_view> choose_media_type(std::string_view accept, std::span<const std::string_view> offers);

// Likewise for languages, by basic filtering on the primary part (RFC 4647): "it-CH" finds "it". None when nothing fits.
std::optional<std::string_view> choose_language(std::string_view accept_language, std::span<const std::string_view> offers);

}  // namespace favilla::net
