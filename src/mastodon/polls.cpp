// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/polls.cpp — docs.joinmastodon.org/methods/polls
#include "social/polls.h"

#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"

namespace favilla::mastodon {

namespace {

net::Response poll_response(const Api& api, const social::Poll& poll)
{
    auto [author, status] = api.db.read([&](db::Reader& reader) {
        return std::pair{social::find_account(reader, poll.author), social::find_status(reader, poll.status, api.viewer)};
    });
    if (!author || !status) return not_found(api);
    return json_response(200,
                         [&](JsonWriter& json) { write_poll(json, audience_of(api), poll, {author->host, status->emojis}); });
}

// None when one of them is no number: half a vote is not counted.
std::optional<std::vector<int>> read_choices(const Params& params)
{
    std::vector<int> choices;
    for (const auto& text : params.texts("choices")) {
        int choice = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), choice);
        if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
        choices.push_back(choice);
    }
    return choices;
}

}  // namespace

net::Response get_poll(const net::Request& request, Api& api)
{
    auto id = parse_id<PollId>(request.param("id"));
    if (!id) return not_found(api);
    auto poll = api.db.read([&](db::Reader& reader) { return social::find_poll(reader, *id, api.viewer); });
    if (!poll) return not_found(api);
    return poll_response(api, *poll);
}

net::Response vote_in_poll(const net::Request& request, Api& api)
{
    auto id = parse_id<PollId>(request.param("id"));
    if (!id) return not_found(api);
    auto choices = read_choices(api.params);
    if (!choices) return error_response(api, {ErrorCode::Invalid, "poll.no_such_option", {}});
    auto voted = api.db.write([&](db::Transaction& tx) { return social::vote(tx, *id, api.me(), *choices, api.now); });
    if (!voted) return voted.error().code == ErrorCode::NotFound ? not_found(api) : error_response(api, voted.error());
    return poll_response(api, *voted);
}

}  // namespace favilla::mastodon
