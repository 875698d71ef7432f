// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/forwarding.h"

#include "activitypub/values.h"
#include "distribution/deliveries.h"
#include "social/statuses.h"

namespace favilla::activitypub {

namespace {

constexpr int most_steps = 40;  // up the conversation

bool is_for_everybody(const social::Status& status)
{
    return status.visibility <= social::Visibility::Unlisted && !status.audience && !status.deleted_at;
}

bool may_go_on(const boost::json::value& activity)
{
    auto type = type_of(activity);
    if (type != "Create" && type != "Update" && type != "Delete") return false;
    // A proof (FEP-8b32), or the older signature within the document that Mastodon makes.
    return find_member(activity, "proof") || find_member(activity, "signature");
}

}  // namespace

std::optional<AccountId> forwards_for(db::Reader& reader, const boost::json::value& activity, AccountId actor)
{
    if (!may_go_on(activity)) return std::nullopt;
    auto status = social::find_status_by_uri(reader, id_of(activity, "object"));
    if (!status || status->domain || status->author != actor || !is_for_everybody(*status)) return std::nullopt;
    for (int step = 0; step < most_steps && status && status->in_reply_to; ++step) {
        status = social::find_status(reader, *status->in_reply_to, {});
        if (status && status->domain) return is_for_everybody(*status) ? std::optional{status->author} : std::nullopt;
    }
    return std::nullopt;
}

void forward(const Performance& performance, std::optional<AccountId> asked_before)
{
    if (!may_go_on(performance.activity)) return;
    auto prepared = performance.database().read([&](db::Reader& reader) {
        auto author = asked_before ? asked_before : forwards_for(reader, performance.activity, performance.actor.id);
        auto ours = author ? social::find_account(reader, *author) : std::nullopt;
        auto destinations =
            ours ? distribution::destinations_of_followers(reader, ours->id) : std::vector<distribution::Destination>{};
        std::erase_if(destinations, [&](const auto& one) { return one.host == performance.actor.host; });
        return std::pair{ours, std::move(destinations)};
    });
    auto& [ours, destinations] = prepared;
    if (!ours || destinations.empty()) return;
    performance.database().write([&](db::Transaction& tx) {
        distribution::send(
            tx, {.uri = id_of(performance.activity), .sender = ours->uri, .status = {}, .body = to_json(performance.activity)},
            destinations, performance.now);
    });
}

}  // namespace favilla::activitypub
