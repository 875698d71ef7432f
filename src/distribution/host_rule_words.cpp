// SPDX-License-Identifier: AGPL-3.0-or-later
// What is decided about a server, in the few words that stand in the log of a team.
#include <array>

#include "distribution/host_rules.h"

namespace favilla::distribution {

namespace {

struct Flag {
    std::string_view name;
    bool HostRule::* is_set;
};
constexpr std::array<Flag, 3> flags{{{"reject_media", &HostRule::reject_media},
                                     {"reject_reports", &HostRule::reject_reports},
                                     {"obfuscate", &HostRule::obfuscate}}};

void append(std::string& words, std::string_view sign, std::string_view word)
{
    if (!words.empty()) words += ", ";
    words.append(sign).append(word);
}

}  // namespace

std::string summary_of(const HostRule& rule)
{
    std::string words{name_of(rule.severity)};
    for (const auto& flag : flags)
        if (rule.*flag.is_set) append(words, "", flag.name);
    return words;
}

std::string difference_between(const HostRule& before, const HostRule& after)
{
    std::string words;
    if (before.severity != after.severity) words.append(name_of(before.severity)).append(" > ").append(name_of(after.severity));
    for (const auto& flag : flags)
        if (before.*flag.is_set != after.*flag.is_set) append(words, after.*flag.is_set ? "+" : "-", flag.name);
    if (before.public_comment != after.public_comment) append(words, "", "public_comment");
    if (before.private_comment != after.private_comment) append(words, "", "private_comment");
    return words;
}

}  // namespace favilla::distribution
