// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/suggestions
#include "social/suggestions.h"

#include <algorithm>

#include "mastodon/account_json.h"
#include "mastodon/handlers.h"
#include "mastodon/people.h"
#include "social/accounts.h"

namespace favilla::mastodon {

namespace {

std::string_view source_of(social::SuggestedBecause reason)
{
    return reason == social::SuggestedBecause::FriendsOfFriends ? "friends_of_friends" : "most_followed";
}

// As it was said before 4.3, when there were three reasons only.
std::string_view old_source_of(social::SuggestedBecause reason)
{
    return reason == social::SuggestedBecause::FriendsOfFriends ? "past_interactions" : "global";
}

std::vector<social::Suggestion> load_suggestions(Api& api)
{
    auto limit = static_cast<int>(std::clamp<std::int64_t>(api.params.integer("limit").value_or(40), 1, 80));
    return api.db.read([&](db::Reader& reader) { return social::suggestions(reader, api.me(), limit, api.now); });
}

std::vector<AccountId> people_in(const std::vector<social::Suggestion>& suggestions)
{
    std::vector<AccountId> people;
    for (const auto& suggestion : suggestions) people.push_back(suggestion.account);
    return people;
}

}  // namespace

net::Response get_suggestions(const net::Request&, Api& api)
{
    auto found = load_suggestions(api);
    auto accounts = api.db.read([&](db::Reader& reader) { return social::find_accounts(reader, people_in(found)); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(accounts, [&](const social::Account& account) {
            auto suggestion = std::ranges::find(found, account.id, &social::Suggestion::account);
            json.object([&] {
                json.field("source", old_source_of(suggestion->reasons.front()));
                json.key("sources").array(suggestion->reasons,
                                          [&](social::SuggestedBecause reason) { json.value(source_of(reason)); });
                json.key("account");
                write_account(json, account, api.domain);
            });
        });
    });
}

net::Response get_suggestions_v1(const net::Request&, Api& api)
{
    return accounts_response(api, people_in(load_suggestions(api)));
}

net::Response delete_suggestion(const net::Request& request, Api& api)
{
    if (auto id = parse_id<AccountId>(request.param("account_id")))
        api.db.write([&](db::Transaction& tx) { social::refuse_suggestion(tx, api.me(), *id); });
    return empty_object();
}

}  // namespace favilla::mastodon
