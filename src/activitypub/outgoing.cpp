// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/outgoing.h"

#include "activitypub/actor_json.h"
#include "activitypub/note_json.h"
#include "activitypub/parcels.h"
#include "distribution/deliveries.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

namespace {

using distribution::Destination;

std::vector<AccountId> named_in(const OutgoingStatus& outgoing, db::Reader& reader)
{
    std::vector<AccountId> named;
    for (const auto& mention : outgoing.view.mentions) named.push_back(mention.account);
    const auto& status = outgoing.view.status;
    if (status.in_reply_to_author && social::may_see(reader, status, *status.in_reply_to_author))
        named.push_back(*status.in_reply_to_author);
    if (auto author = social::find_account_by_uri(reader, outgoing.boosted_author)) named.push_back(author->id);
    return named;
}

// Followers where it is for them, whoever is named, and whoever got it before.
std::vector<Destination> destinations_of_status(db::Reader& reader, const OutgoingStatus& outgoing)
{
    const auto& status = outgoing.view.status;
    std::vector<Destination> found;
    if (status.visibility != social::Visibility::Direct) found = distribution::destinations_of_followers(reader, status.author);
    auto named = distribution::joined(std::move(found), distribution::destinations_of(reader, named_in(outgoing, reader)));
    return distribution::joined(std::move(named), distribution::destinations_of_sent(reader, status.id));
}

}  // namespace

void tell_posted(Federation& federation, StatusId id)
{
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        auto outgoing = load_outgoing(tx, id);
        if (!outgoing) return;
        auto destinations = destinations_of_status(tx, *outgoing);
        if (destinations.empty()) return;
        distribution::send(tx,
                           {.uri = create_uri(outgoing->view.status),
                            .sender = outgoing->author.uri,
                            .status = id,
                            .body = create_activity(*outgoing)},
                           destinations, now);
    });
}

void tell_edited(Federation& federation, StatusId id)
{
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        auto outgoing = load_outgoing(tx, id);
        if (!outgoing || !outgoing->view.status.edited_at) return;
        auto destinations = destinations_of_status(tx, *outgoing);
        if (destinations.empty()) return;
        auto edited = *outgoing->view.status.edited_at;
        distribution::send(tx,
                           {.uri = update_uri(outgoing->view.status.uri, edited),
                            .sender = outgoing->author.uri,
                            .status = {},
                            .body = update_activity(*outgoing, edited)},
                           destinations, now);
    });
}

void tell_deleted(Federation& federation, const social::StatusDeleted& event)
{
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        auto author = social::find_account(tx, event.author);
        if (!author || !author->is_local()) return;
        auto destinations = distribution::destinations_of_sent(tx, event.status);
        if (destinations.empty()) return;
        auto body =
            event.boost_of ? undo_announce_activity(author->uri, event.uri) : delete_activity(author->uri, event.uri, now);
        distribution::send(tx,
                           {.uri = event.uri + (event.boost_of ? "#undo" : "#delete"),
                            .sender = author->uri,
                            .status = {},
                            .body = std::move(body)},
                           destinations, now);
    });
}

void tell_profile(Federation& federation, AccountId id)
{
    auto now = federation.clock();
    auto account = federation.database.read([&](db::Reader& reader) { return social::find_account(reader, id); });
    if (!account || !account->is_local() || !account->is_known()) return;
    auto keys = federation.keys.keys_of(account->uri);
    federation.database.write([&](db::Transaction& tx) {
        auto destinations = distribution::destinations_of_followers(tx, id);
        auto domain = social::find_domain(tx, *account->domain);
        if (destinations.empty() || !domain) return;
        auto uri = update_uri(account->uri, now);
        auto body = write_json([&](JsonWriter& json) {
            json.object([&] {
                json.key("@context").raw(context);
                json.field("id", uri);
                json.field("type", "Update");
                json.field("actor", account->uri);
                json.key("to").array([&] { json.value(public_collection); });
                json.key("object").object([&] { write_actor(json, *account, *domain, *keys); });
            });
        });
        distribution::send(tx, {.uri = uri, .sender = account->uri, .status = {}, .body = std::move(body)}, destinations, now);
    });
}

void tell_voted(Federation& federation, const social::PollVoted& event)
{
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) {
        auto voter = social::find_account(tx, event.voter);
        auto poll = social::find_poll(tx, event.poll, event.voter);
        auto author = poll ? social::find_account(tx, poll->author) : std::nullopt;
        if (!voter || !author || !voter->is_local() || author->is_local()) return;
        auto destinations = distribution::destinations_of(tx, {&author->id, 1});
        auto question = social::uri_of_status(tx, event.status);
        for (int choice : poll->own_votes) {
            auto vote = voter->uri + "#votes/" + to_string(event.poll) + "/" + std::to_string(choice);
            auto body = vote_activity({.id = vote,
                                       .voter = voter->uri,
                                       .author = author->uri,
                                       .question = question,
                                       .option = poll->options[static_cast<std::size_t>(choice)].title});
            distribution::send(tx, {.uri = vote + "/activity", .sender = voter->uri, .status = {}, .body = std::move(body)},
                               destinations, now);
        }
    });
}

}  // namespace favilla::activitypub
