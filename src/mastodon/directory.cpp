// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/directory.cpp — docs.joinmastodon.org/methods/directory, what methods/instance tells of how lively this place is, and what the documentation
// does not have: languages and peers/search, as in Mastodon's controllers of these names.
#include <algorithm>

#include "base/language.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "mastodon/handlers.h"
#include "mastodon/people.h"
#include "social/public_directory.h"

namespace favilla::mastodon {

namespace {

constexpr std::int64_t farthest_offset = 10'000;
constexpr int most_hosts = 10;

// Those that ISO 639 has two letters for, and that have a name in English.
std::vector<std::string> known_languages()
{
    std::vector<std::string> languages;
    for (char one = 'a'; one <= 'z'; ++one)
        for (char other = 'a'; other <= 'z'; ++other) {
            std::string code{one, other};
            if (normal_language(code) && language_name(code, "en") != code) languages.push_back(std::move(code));
        }
    return languages;
}

}  // namespace

net::Response get_directory(const net::Request&, Api& api)
{
    social::PublicDirectoryQuery query{
        .only_of = api.params.flag_or("local", false) ? std::optional{api.domain.id} : std::nullopt,
        .order = api.params.text_or("order", "") == "new" ? social::DirectoryOrder::New : social::DirectoryOrder::Active,
        .limit = static_cast<int>(std::clamp<std::int64_t>(api.params.integer("limit").value_or(40), 1, 80)),
        .offset = static_cast<int>(std::clamp<std::int64_t>(api.params.integer("offset").value_or(0), 0, farthest_offset))};
    return accounts_response(
        api, api.db.read([&](db::Reader& reader) { return social::public_directory(reader, query, api.viewer, api.now); }));
}

// Numbers are texts here, as in Mastodon.
net::Response get_instance_activity(const net::Request&, Api& api)
{
    auto weeks = api.db.read([&](db::Reader& reader) { return social::weekly_activity(reader, api.domain.id, api.now); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(weeks, [&](const social::WeekOfActivity& week) {
            json.object([&] {
                json.field("week", std::to_string(week.begins.milliseconds / 1000));
                json.field("statuses", std::to_string(week.statuses));
                json.field("logins", std::to_string(week.logins));
                json.field("registrations", std::to_string(week.registrations));
            });
        });
    });
}

net::Response get_instance_languages(const net::Request&, Api& api)
{
    static const auto languages = known_languages();
    auto reader = api.services.locale.tag(api.language);
    return json_response(200, [&](JsonWriter& json) {
        json.array(languages, [&](const std::string& code) {
            json.object([&] {
                json.field("code", code);
                json.field("name", language_name(code, reader));
            });
        });
    });
}

net::Response search_peers(const net::Request&, Api& api)
{
    auto beginning = fold(trimmed(api.params.text_or("q", "")));
    std::vector<std::string> hosts;
    if (!beginning.empty())
        hosts = api.db.read([&](db::Reader& reader) { return social::hosts_beginning(reader, beginning, most_hosts); });
    return json_response(200, [&](JsonWriter& json) { json.values(hosts); });
}

// docs.joinmastodon.org/methods/health: a process that cannot read its database is not well, and says so by failing.
net::Response get_health(const net::Request&, Api& api)
{
    (void)api.db.read([&](db::Reader& reader) { return social::find_domain(reader, api.domain.id); });
    return json_response(200, [](JsonWriter& json) { json.object([&] { json.field("status", "OK"); }); });
}

}  // namespace favilla::mastodon
