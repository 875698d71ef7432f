// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/outgoing.h"

#include <array>

#include "activitypub/actor_json.h"
#include "activitypub/document.h"
#include "activitypub/group_activities.h"
#include "activitypub/note_json.h"
#include "activitypub/parcels.h"
#include "community/event_answers.h"
#include "community/groups.h"
#include "distribution/deliveries.h"
#include "distribution/hosts.h"
#include "social/conversation_states.h"
#include "social/moves.h"
#include "social/remote_statuses.h"
#include "social/reports.h"

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
    if (outgoing.group_elsewhere) named.push_back(*outgoing.group_elsewhere);
    if (outgoing.quoted_author) named.push_back(*outgoing.quoted_author);
    named.insert(named.end(), outgoing.speakers.begin(), outgoing.speakers.end());
    if (!outgoing.event) return named;
    // Whoever answered hears of it, whether they follow its host or not; of what is for followers, who still may see it.
    bool is_open = status.visibility <= social::Visibility::Unlisted;
    for (auto guest : community::who_answered(reader, outgoing.event->id))
        if (is_open || social::may_see(reader, status, guest)) named.push_back(guest);
    return named;
}

// Followers where it is for them, whoever is named, and whoever got it before.
std::vector<Destination> destinations_of_status(db::Reader& reader, const OutgoingStatus& outgoing)
{
    const auto& status = outgoing.view.status;
    std::vector<Destination> found;
    if (status.visibility != social::Visibility::Direct) found = distribution::destinations_of_followers(reader, status.author);
    // Servers that know groups are sent the topic's own activity instead of its boost.
    if (status.boost_of && outgoing.author.kind == social::AccountKind::Group)
        found = filtered(reader, std::move(found), GroupServers::LeftOut);
    auto named = distribution::joined(std::move(found), distribution::destinations_of(reader, named_in(outgoing, reader)));
    return distribution::joined(std::move(named), distribution::destinations_of_sent(reader, status.id));
}

// An activity and where it goes. Most of what happens here concerns nobody elsewhere: that is found out by reading, and the
// one writer is asked only when there is something to send.
struct Prepared {
    distribution::ParcelDraft parcel;
    std::vector<Destination> destinations;
};

void send(Federation& federation, const std::optional<Prepared>& prepared)
{
    if (!prepared || prepared->destinations.empty()) return;
    auto parcel = prepared->parcel;
    parcel.body = proven(federation, parcel.sender, parcel.body);
    auto now = federation.clock();
    federation.database.write([&](db::Transaction& tx) { distribution::send(tx, parcel, prepared->destinations, now); });
}

// Servers of posts alone, by the name in their NodeInfo: of an Event they would show its name or its description and nothing beside, and
// Mastodon's change no post that was one. They are sent the same words as a Note (docs/decisions/0017-events-on-the-wire.md).
constexpr std::array<std::string_view, 24> knows_no_events = {
    "akkoma",     "calckey", "catodon",  "cherrypick", "ecko",          "fedibird", "firefish", "foundkey",
    "gotosocial", "hollo",   "hometown", "iceshrimp",  "iceshrimp.net", "kmyblue",  "magnetar", "mastodon",
    "misskey",    "mitra",   "pixelfed", "pleroma",    "sharkey",       "snac",     "takahe",   "threads"};

bool shows_events(db::Reader& reader, const Destination& destination)
{
    auto host = distribution::find_host(reader, destination.host);
    return !host || std::ranges::find(knows_no_events, host->software) == knows_no_events.end();
}

// Of an event in both forms, each server in the one that it shows; of everything else in its one form.
std::vector<Prepared> in_its_forms(db::Reader& reader, OutgoingStatus outgoing, const distribution::ParcelDraft& parcel,
                                   std::string (*body_of)(const OutgoingStatus&, Time), Time now)
{
    auto destinations = destinations_of_status(reader, outgoing);
    if (destinations.empty() && outgoing.group.empty()) return {};
    std::vector<Prepared> forms{{parcel, destinations}};
    forms.front().parcel.body = body_of(outgoing, now);
    if (!outgoing.event) return forms;
    outgoing.event.reset();
    forms.push_back({parcel, destinations});
    forms.back().parcel.uri += "#note";  // of the parcel alone: what it holds has the address of the other
    forms.back().parcel.body = body_of(outgoing, now);
    std::erase_if(forms.front().destinations, [&](const Destination& one) { return !shows_events(reader, one); });
    std::erase_if(forms.back().destinations, [&](const Destination& one) { return shows_events(reader, one); });
    return forms;
}

std::vector<Prepared> prepared_update(db::Reader& reader, const std::optional<OutgoingStatus>& outgoing, Time at)
{
    if (!outgoing) return {};
    return in_its_forms(
        reader, *outgoing,
        {.uri = update_uri(outgoing->view.status.uri, at), .sender = outgoing->author.uri, .status = {}, .body = {}},
        update_activity, at);
}

}  // namespace

void tell_posted(Federation& federation, StatusId id)
{
    auto forms = federation.database.read([&](db::Reader& reader) -> std::vector<Prepared> {
        auto outgoing = load_outgoing(reader, id, federation.locale);
        if (!outgoing) return {};
        return in_its_forms(reader, *outgoing,
                            {.uri = create_uri(outgoing->view.status), .sender = outgoing->author.uri, .status = id, .body = {}},
                            [](const OutgoingStatus& status, Time) { return create_activity(status); }, {});
    });
    for (const auto& form : forms) send(federation, form);
}

namespace {

void tell_updated(Federation& federation, StatusId id, std::optional<Time> at)
{
    auto forms = federation.database.read([&](db::Reader& reader) -> std::vector<Prepared> {
        auto outgoing = load_outgoing(reader, id, federation.locale);
        if (outgoing && !at) at = outgoing->view.status.edited_at;
        return at ? prepared_update(reader, outgoing, *at) : std::vector<Prepared>{};
    });
    for (const auto& form : forms) send(federation, form);
    if (forms.empty()) return;
    const auto& parcel = forms.front().parcel;
    pass_on(federation, id, parcel.uri, parcel.sender, parcel.body);
}

}  // namespace

void tell_edited(Federation& federation, StatusId id) { tell_updated(federation, id, std::nullopt); }

// At the moment of an edit it is that edit, and told once.
void tell_event_changed(Federation& federation, const community::EventChanged& event)
{
    tell_updated(federation, event.status, event.at);
}

void tell_changed(Federation& federation, const social::QuoteChanged& event)
{
    auto forms = federation.database.read([&](db::Reader& reader) {
        auto outgoing = load_outgoing(reader, event.status, federation.locale);
        // Whoever answers, or did, is not always a follower, and is to know that no more is taken.
        if (outgoing && outgoing->view.status.visibility <= social::Visibility::Unlisted)
            outgoing->speakers = social::speakers_elsewhere(reader, outgoing->view.status);
        return prepared_update(reader, outgoing, event.at);
    });
    for (const auto& form : forms) send(federation, form);
}

void tell_deleted(Federation& federation, const social::StatusDeleted& event)
{
    auto now = federation.clock();
    auto prepared = federation.database.read([&](db::Reader& reader) -> std::optional<Prepared> {
        auto author = social::find_account(reader, event.author);
        if (!author || !author->is_local()) return std::nullopt;
        auto destinations = distribution::destinations_of_sent(reader, event.status);
        if (destinations.empty() && !community::place_in_group(reader, event.status)) return std::nullopt;
        return Prepared{{.uri = event.uri + (event.boost_of ? "#undo" : "#delete"),
                         .sender = author->uri,
                         .status = {},
                         .body = event.boost_of ? undo_announce_activity(author->uri, event.uri,
                                                                         social::uri_of_status(reader, *event.boost_of))
                                                : delete_activity(author->uri, event.uri, now)},
                        std::move(destinations)};
    });
    send(federation, prepared);
    if (prepared && !event.boost_of)
        pass_on(federation, event.status, prepared->parcel.uri, prepared->parcel.sender, prepared->parcel.body);
}

namespace {

std::string profile_activity(const std::string& uri, const social::Account& account, const social::Domain& domain,
                             const distribution::OwnKeys& keys, const ActorLinks& links)
{
    return write_document([&](JsonWriter& json) {
        json.field("id", uri);
        json.field("type", "Update");
        json.field("actor", account.uri);
        json.key("to").array([&] { json.value(public_collection); });
        json.key("object").object([&] { write_actor(json, account, domain, keys, links); });
    });
}

}  // namespace

void tell_profile(Federation& federation, AccountId id)
{
    auto [account, domain, destinations] = federation.database.read([&](db::Reader& reader) {
        auto found = social::find_account(reader, id);
        bool tells = found && found->is_local() && found->is_known();
        return std::tuple{found, tells ? social::find_domain(reader, *found->domain) : std::nullopt,
                          tells ? distribution::destinations_of_followers(reader, id) : std::vector<Destination>{}};
    });
    if (!domain || destinations.empty()) return;
    auto keys = federation.keys.keys_of(account->uri);
    auto links = federation.database.read(
        [&, &domain = domain](db::Reader& reader) { return links_of(reader, id, *domain, federation.locale); });
    auto uri = update_uri(account->uri, federation.clock());
    send(federation,
         Prepared{
             {.uri = uri, .sender = account->uri, .status = {}, .body = profile_activity(uri, *account, *domain, *keys, links)},
             std::move(destinations)});
}

void tell_gone(Federation& federation, AccountId id)
{
    auto account = federation.database.read([&](db::Reader& reader) { return social::find_account(reader, id); });
    if (!account || !account->is_local() || !account->admitted_at) return;
    if (!account->deleted_at) return tell_profile(federation, id);  // suspended: emptied there as it is here
    auto destinations =
        federation.database.read([](db::Reader& reader) { return distribution::destinations_of_everybody(reader); });
    send(federation,
         Prepared{
             {.uri = account->uri + "#delete", .sender = account->uri, .status = {}, .body = delete_actor_activity(account->uri)},
             std::move(destinations)});
}

void tell_pinned(Federation& federation, const social::PinChanged& event)
{
    auto now = federation.clock();
    send(federation, federation.database.read([&](db::Reader& reader) -> std::optional<Prepared> {
        auto author = social::find_account(reader, event.account);
        auto status = author && author->is_local() ? social::find_status(reader, event.status, author->id) : std::nullopt;
        if (!status || status->visibility > social::Visibility::Unlisted) return std::nullopt;
        auto uri = status->uri + (event.pinned ? "#pins/" : "#unpins/") + std::to_string(now.milliseconds);
        SmallActivity activity{.id = uri,
                               .type = event.pinned ? "Add" : "Remove",
                               .actor = author->uri,
                               .object = status->uri,
                               .to = std::string{public_collection}};
        return Prepared{
            {.uri = uri, .sender = author->uri, .status = {}, .body = collection_activity(activity, featured_of(author->uri))},
            distribution::destinations_of_followers(reader, author->id)};
    }));
}

void tell_moved(Federation& federation, const social::AccountMoved& event)
{
    send(federation, federation.database.read([&](db::Reader& reader) -> std::optional<Prepared> {
        auto account = social::find_account(reader, event.account), target = social::find_account(reader, event.target);
        if (!account || !account->is_local() || !target) return std::nullopt;
        auto uri = account->uri + "#moves/" + to_string(event.target);
        SmallActivity activity{
            .id = uri, .type = "Move", .actor = account->uri, .object = account->uri, .to = followers_of(account->uri)};
        return Prepared{{.uri = uri, .sender = account->uri, .status = {}, .body = collection_activity(activity, target->uri)},
                        distribution::destinations_of_followers(reader, account->id)};
    }));
}

void tell_reported(Federation& federation, const social::ReportFiled& event)
{
    send(federation, federation.database.read([&](db::Reader& reader) -> std::optional<Prepared> {
        auto report = social::find_report(reader, event.domain, event.report);
        auto by = report ? social::find_account(reader, report->by) : std::nullopt;
        auto target = report ? social::find_account(reader, report->target) : std::nullopt;
        auto domain = social::find_domain(reader, event.domain);
        if (!report || !report->forward || !by || !by->is_local() || !target || target->is_local() || !domain)
            return std::nullopt;
        std::vector<std::string> objects{target->uri};
        for (auto status : report->statuses) objects.push_back(social::uri_of_status(reader, status));
        // The server speaks, so that nobody over there learns who complained.
        auto sender = instance_actor(*domain);
        auto uri = sender + "#reports/" + to_string(report->id);
        return Prepared{
            {.uri = uri, .sender = sender, .status = {}, .body = flag_activity(uri, sender, objects, report->comment)},
            distribution::destinations_of(reader, {&target->id, 1})};
    }));
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
