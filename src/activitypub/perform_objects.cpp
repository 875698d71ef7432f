// SPDX-License-Identifier: AGPL-3.0-or-later
// Create, Update, Delete, Announce: what is written, changed, taken away and passed on.
#include <algorithm>

#include "activitypub/fetch.h"
#include "activitypub/group_activities.h"
#include "activitypub/perform.h"
#include "activitypub/read_actor.h"
#include "activitypub/receive.h"
#include "community/groups.h"
#include "distribution/received.h"
#include "social/polls.h"
#include "social/posting.h"
#include "social/relations.h"
#include "social/remote_accounts.h"

namespace favilla::activitypub {

namespace {

// Somebody here asked for it: they follow the author, are named in it, or it belongs to a conversation that is known here.
bool is_wanted(const Performance& performance, const ReadNote& note)
{
    return performance.database().read([&](db::Reader& reader) {
        if (social::is_followed_here(reader, performance.actor.id)) return true;
        auto names = [&](const std::vector<std::string>& uris) {
            return std::ranges::any_of(uris, [&](const std::string& uri) {
                auto account = social::find_account_by_uri(reader, uri);
                return account && account->is_local();
            });
        };
        if (names(note.mentions) || names(note.to) || names(note.cc)) return true;
        auto quoted = note.status.quote ? social::find_status_by_uri(reader, note.status.quote->uri) : std::nullopt;
        if (quoted && quoted->domain) return true;
        return !note.answers.empty() && social::find_status_by_uri(reader, note.answers).has_value();
    });
}

// A note without words that answers a poll: one choice of it.
void count_vote(const Performance& performance, const ReadNote& note)
{
    drop(performance.database().write([&](db::Transaction& tx) -> Result<void> {
        auto status = social::find_status_by_uri(tx, note.answers);
        if (!status || !status->domain || !status->poll) return {};
        return social::vote_from_elsewhere(tx, *status->poll, performance.actor.id, note.vote, performance.now);
    }));
}

// What the activity brings along counts when it is of the actor's own origin and by the actor; anything else is fetched
// from where its id says.
std::optional<ReadNote> note_of(const Performance& performance)
{
    const auto* object = embedded(performance.activity);
    if (object) {
        auto note = read_note(*object, performance.now);
        if (note && note->author == performance.actor.uri) return *std::move(note);
        return std::nullopt;
    }
    auto id = id_of(performance.activity, "object");
    if (!same_origin(id, performance.actor.uri)) return std::nullopt;
    auto document = fetch_document(performance.federation, id);
    auto note = document ? read_note(*document, performance.now) : std::unexpected(document.error());
    if (!note || note->author != performance.actor.uri) return std::nullopt;
    return *std::move(note);
}

// Mobilizon's people write events in the name of their group: what a person of a server brings along is then looked up where it stands.
bool brings_event_of_group(const Performance& performance)
{
    const auto* object = embedded(performance.activity);
    if (!object || type_of(*object) != "Event") return false;
    auto note = read_note(*object, performance.now);
    return note && note->author != performance.actor.uri && same_origin(note->uri, performance.actor.uri);
}

bool is_followed_here(const Performance& performance, std::string_view uri)
{
    return performance.database().read([&](db::Reader& reader) {
        auto account = social::find_account_by_uri(reader, uri);
        return account && social::is_followed_here(reader, account->id);
    });
}

}  // namespace

void perform_create(const Performance& performance)
{
    if (brings_event_of_group(performance)) {
        const auto& object = *embedded(performance.activity);
        if (is_followed_here(performance, performance.actor.uri) || is_followed_here(performance, id_of(object, "attributedTo")))
            drop(ensure_status(performance.federation, id_of(object)));
        return;
    }
    auto note = note_of(performance);
    if (!note) return;
    if (!note->vote.empty()) return count_vote(performance, *note);
    if (!is_wanted(performance, *note)) return;
    auto uri = note->uri, answers = note->answers;
    auto taken = receive_note(performance.federation, *std::move(note), performance.actor, max_ancestors_fetched);
    if (!taken) refuse_answer(performance, uri, answers, taken.error());
}

void perform_update(const Performance& performance)
{
    auto object = id_of(performance.activity, "object");
    if (object == performance.actor.uri) {
        drop(fetch_actor(performance.federation, object));
        return;
    }
    if (brings_event_of_group(performance)) return refresh_known(performance, object);
    auto note = note_of(performance);
    if (!note) return;
    bool known = performance.database().read(
        [&](db::Reader& reader) { return social::find_status_by_uri(reader, note->uri).has_value(); });
    if (known)
        drop(receive_changed_note(performance.federation, *std::move(note), performance.actor));
    else if (is_wanted(performance, *note))
        drop(receive_note(performance.federation, *std::move(note), performance.actor, max_ancestors_fetched));
}

void perform_delete(const Performance& performance)
{
    auto object = id_of(performance.activity, "object");
    auto known = performance.database().read([&](db::Reader& reader) { return social::find_status_by_uri(reader, object); });
    if (known && known->author != performance.actor.id && perform_removal(performance, *known)) return;
    if (!same_origin(object, performance.actor.uri)) return;
    performance.database().write([&](db::Transaction& tx) {
        if (object == performance.actor.uri) return social::remove_remote_account(tx, performance.actor.id, performance.now);
        auto status = social::find_status_by_uri(tx, object);
        if (status && status->author == performance.actor.id) social::remove_status(tx, *status, performance.now);
        forget_authorization(tx, performance, object);
        // Whatever comes later under this id comes too late.
        if (!status) distribution::see(tx, "deleted " + object, performance.now);
    });
}

void perform_announce(const Performance& performance)
{
    auto object = id_of(performance.activity, "object");
    const auto* inner = embedded(performance.activity);
    // A group passes the activity on as it came (FEP-1b12): what it is about is fetched from its own server.
    bool passed_on = inner && is_activity_type(type_of(*inner));
    if (passed_on) object = id_of(*inner, "object");
    bool wanted = performance.database().read([&](db::Reader& reader) {
        auto boosted = social::find_status_by_uri(reader, object);
        return (boosted && boosted->domain) || social::is_followed_here(reader, performance.actor.id);
    });
    if (!wanted) return;
    bool is_group = performance.actor.kind == social::AccountKind::Group;
    if (passed_on && is_group && type_of(*inner) != "Create") return perform_passed_on(performance, *inner);
    auto status = ensure_status(performance.federation, object);
    if (!status) {
        if (status.error().code == ErrorCode::Unavailable)
            throw std::runtime_error("a boosted post could not be fetched: " + object);
        return;
    }
    if (is_group)
        performance.database().write(
            [&](db::Transaction& tx) { community::note_in_group(tx, performance.actor.id, status->id); });
    // Topics stand in the homes of those who follow the group; the answers to them stand in their conversations.
    if (passed_on && is_group && status->in_reply_to) return;
    auto places =
        performance.database().read([&](db::Reader& reader) { return distribution::find_places(reader, performance.actor.id); });
    ReadNote addressed{.uri = {},
                       .author = {},
                       .answers = {},
                       .mentions = {},
                       .to = ids_of(performance.activity, "to"),
                       .cc = ids_of(performance.activity, "cc"),
                       .vote = {},
                       .event = {},
                       .status = {}};
    auto visibility = std::min(visibility_of(addressed, places ? places->followers : ""), social::Visibility::Private);
    drop(performance.database().write([&](db::Transaction& tx) {
        return social::receive_boost(
            tx,
            {.uri = id_of(performance.activity), .author = performance.actor.id, .boosted = status->id, .visibility = visibility},
            performance.now);
    }));
}

}  // namespace favilla::activitypub
