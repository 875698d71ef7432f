// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/browser_names.h"

#include <algorithm>
#include <iterator>

namespace favilla::social {

namespace {

struct Sign {
    std::string_view in_header, name;
};

// Most browsers claim to be others as well: who says more of itself stands first.
constexpr Sign browsers[] = {{"Edg", "Edge"},         {"OPR/", "Opera"},       {"SamsungBrowser/", "Samsung Internet"},
                             {"Vivaldi/", "Vivaldi"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
                             {"CriOS/", "Chrome"},    {"Chrome/", "Chrome"},   {"Safari/", "Safari"}};
constexpr Sign systems[] = {{"Android", "Android"}, {"iPhone", "iOS"},     {"iPad", "iPadOS"}, {"CrOS", "ChromeOS"},
                            {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}};

template <std::size_t count>
std::string_view named(const Sign (&signs)[count], std::string_view header)
{
    auto found =
        std::ranges::find_if(signs, [&](const Sign& sign) { return header.find(sign.in_header) != std::string_view::npos; });
    return found == std::end(signs) ? std::string_view{} : found->name;
}

}  // namespace

std::string browser_name(std::string_view user_agent)
{
    std::string name{named(browsers, user_agent)};
    auto system = named(systems, user_agent);
    if (!name.empty() && !system.empty()) name += ", ";
    return name += system;
}

}  // namespace favilla::social
