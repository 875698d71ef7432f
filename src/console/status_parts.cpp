// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/favilla/v1/statuses/:id/parts — what was done to a post, each figure with its parts; and for the team, who stands behind one.
#include <algorithm>

#include "console/part_json.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/moderation.h"
#include "social/poll_parts.h"
#include "social/polls.h"
#include "social/statuses.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr int default_acts = 40, most_acts = 200;

struct Parted {
    social::StatusParts parts;
    std::optional<social::PartedPoll> poll;
    PartsFor whom = PartsFor::Everybody;
};

struct Listed {
    std::vector<social::SortedAct> acts;
    std::vector<social::Account> people;
};

// What a poll does not tell before its end, its parts do not tell either.
void write_poll_parts(JsonWriter& json, const Api& api, const social::PartedPoll& told, PartsFor whom)
{
    bool has_totals = !told.poll.hide_totals || social::has_ended(told.poll, api.now);
    json.object([&] {
        json.field("id", told.poll.id);
        json.key("voters");
        write_parts(json, told.parts.voters, whom);
        json.key("options").array([&] {
            for (std::size_t n = 0; n < told.poll.options.size(); ++n)
                json.object([&] {
                    json.field("title", told.poll.options[n].title);
                    json.key("votes");
                    if (has_totals)
                        write_parts(json, told.parts.options.at(n), whom);
                    else
                        json.value(nullptr);
                });
        });
    });
}

std::optional<social::ActKind> parse_kind(std::string_view name)
{
    if (name == "favourites") return social::ActKind::Favourite;
    if (name == "boosts") return social::ActKind::Boost;
    if (name == "answers") return social::ActKind::Answer;
    return std::nullopt;
}

void write_act(JsonWriter& json, const Api& api, const social::SortedAct& act, const Listed& listed)
{
    auto person = std::ranges::find(listed.people, act.account, &social::Account::id);
    json.object([&] {
        json.field("id", std::to_string(act.id));
        json.field("part", social::name_of(act.part));
        json.key("account");
        if (person == listed.people.end())
            json.value(nullptr);
        else
            write_account(json, *person, api.domain);
    });
}

}  // namespace

PartsFor parts_for(db::Reader& reader, const Api& api)
{
    bool is_team = api.viewer.account && social::check_team(reader, {api.person(), api.domain.id});
    return is_team ? PartsFor::Team : PartsFor::Everybody;
}

void write_parts(JsonWriter& json, const social::PartCounts& counts, PartsFor whom)
{
    json.object([&] {
        json.field("raw", counts.raw());
        json.field("authentic", counts.authentic);
        json.field("affiliated", counts.affiliated);
        json.field("coordinated", counts.coordinated);
        json.field("machine", counts.machine);
        json.field("authentic_low", whom == PartsFor::Team ? counts.low : counts.authentic);
        json.field("authentic_high", counts.high);
    });
}

net::Response get_status_parts(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto found = api.db.read([&](db::Reader& reader) -> std::optional<Parted> {
        auto status = social::find_status(reader, *id, api.viewer);
        if (!status || status->boost_of) return std::nullopt;
        auto poll = status->poll ? social::find_parted_poll(reader, *status->poll, api.viewer) : std::nullopt;
        return Parted{social::parts_of_status(reader, *id), std::move(poll), parts_for(reader, api)};
    });
    if (!found) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("status_id", *id);
            for (auto [name, counts] :
                 {std::pair{"favourites", &found->parts.favourites}, std::pair{"boosts", &found->parts.boosts},
                  std::pair{"answers", &found->parts.answers}, std::pair{"voters", &found->parts.voters}}) {
                json.key(name);
                write_parts(json, *counts, found->whom);
            }
            json.key("poll");
            if (found->poll)
                write_poll_parts(json, api, *found->poll, found->whom);
            else
                json.value(nullptr);
        });
    });
}

net::Response get_status_part_acts(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    auto kind = parse_kind(request.param("kind"));
    if (!id || !kind) return not_found(api);
    auto limit = static_cast<int>(std::clamp<std::int64_t>(api.params.integer("limit").value_or(default_acts), 1, most_acts));
    auto listed = api.db.read([&](db::Reader& reader) -> std::optional<Listed> {
        auto status = social::find_status(reader, *id, api.viewer);
        if (!status || status->boost_of) return std::nullopt;
        auto acts = social::acts_on_status(reader, *id, *kind, api.params.integer("after").value_or(0), limit + 1);
        std::vector<AccountId> ids;
        for (const auto& act : acts) ids.push_back(act.account);
        return Listed{std::move(acts), social::find_accounts(reader, ids)};
    });
    if (!listed) return not_found(api);
    bool more = std::ssize(listed->acts) > limit;
    if (more) listed->acts.pop_back();
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("acts").array(listed->acts, [&](const social::SortedAct& act) { write_act(json, api, act, *listed); });
            json.field("next_after", more ? std::optional{std::to_string(listed->acts.back().id)} : std::nullopt);
        });
    });
}

}  // namespace favilla::console
