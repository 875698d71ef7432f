// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/consent.h"

#include <algorithm>
#include <ranges>

#include "pages/forms.h"
#include "social/accounts.h"

namespace favilla::pages {

namespace {

// The sentence of a scope, else that of the scope it is part of: "admin:read:reports" is said as "admin:read".
std::string scope_in_words(const Words& words, std::string_view scope)
{
    for (auto name = scope; !name.empty();
         name = name.substr(0, name.rfind(':') == std::string_view::npos ? 0 : name.rfind(':'))) {
        auto key = "pages.scope." + std::string{name};
        std::ranges::replace(key, ':', '.');
        if (words.locale().has(words.language(), key)) return words(key);
    }
    return std::string{scope};
}

std::vector<std::string> names_of(social::Scopes scopes)
{
    std::vector<std::string> names;
    for (auto part : social::to_string(scopes) | std::views::split(' ')) names.emplace_back(part.begin(), part.end());
    return names;
}

// Of those the person may speak for.
std::vector<social::Account> pages_to_speak_for(db::Reader& reader, AccountId person)
{
    std::vector<AccountId> ids;
    for (const auto& voice : social::voices_of(reader, person))
        if (social::may_speak(voice.role)) ids.push_back(voice.page);
    return social::find_accounts(reader, ids);
}

}  // namespace

void write_scopes(Html& html, const Words& words, const social::AskedScopes& asked)
{
    auto names = names_of(asked.scopes);
    html.element("ul", {{"class", "scopes"}}, [&] {
        for (const auto& name : names) {
            // "read" says what "read:statuses" would say again.
            auto part_of_another = std::ranges::any_of(names, [&](const auto& other) { return name.starts_with(other + ":"); });
            if (!part_of_another) html.element("li", [&] { html.element("span", scope_in_words(words, name)); });
        }
        if (asked.offline_access) html.element("li", [&] { html.element("span", words("pages.scope.offline_access")); });
    });
}

void write_voices(Html& form, const Visit& visit)
{
    auto words = visit.words();
    auto pages = visit.site.database.read([&](db::Reader& reader) { return pages_to_speak_for(reader, visit.member->account); });
    if (pages.empty()) return;
    auto choice = [&](const std::string& value, const std::string& label, bool checked) {
        form.element("label", [&] {
            form.void_element("input", {{"type", "radio"}, {"name", "voice"}, {"value", value}, {"checked", checked}});
            form.element("span", label);
        });
    };
    form.element("fieldset", {{"class", "choices"}}, [&] {
        form.element("legend", words("pages.authorize_voice"));
        choice("", words("pages.authorize_as_myself", {{"account", "@" + visit.member->username}}), true);
        for (const auto& page : pages)
            choice(to_string(page.id),
                   words("pages.authorize_as_page", {{"name", page.display_name.empty() ? page.username : page.display_name},
                                                     {"account", "@" + page.username}}),
                   false);
    });
}

void write_decision(Html& form, const Words& words)
{
    form.element("div", {{"class", "actions"}}, [&] {
        form.element("button", {{"type", "submit"}, {"name", "decision"}, {"value", "allow"}}, words("pages.authorize_allow"));
        form.element("button", {{"type", "submit"}, {"name", "decision"}, {"value", "deny"}, {"class", "second"}},
                     words("pages.authorize_deny"));
    });
}

Result<std::optional<AccountId>> chosen_voice(db::Reader& reader, const Visit& visit)
{
    auto named = visit.form_field("voice");
    if (named.empty()) return std::optional<AccountId>{};
    auto page = parse_id<AccountId>(named);
    auto role = page ? social::role_for_page(reader, *page, visit.member->account) : std::nullopt;
    if (!role || !social::may_speak(*role)) return refuse(ErrorCode::Forbidden, "voice.not_yours");
    return page;
}

}  // namespace favilla::pages
