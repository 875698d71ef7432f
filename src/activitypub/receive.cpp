// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/receive.h"

#include "activitypub/fetch.h"
#include "activitypub/quotes.h"
#include "community/groups.h"
#include "distribution/actors.h"
#include "distribution/host_rules.h"
#include "distribution/received.h"
#include "social/conversation_states.h"

namespace favilla::activitypub {

namespace {

constexpr std::size_t max_strangers_fetched = 10;  // mentioned accounts that are not known, of one post

// Those that are known, and a few that are asked for; a mention of nobody stays words.
std::vector<AccountId> find_mentioned(Federation& federation, const std::vector<std::string>& uris)
{
    std::vector<AccountId> found;
    std::size_t asked = 0;
    for (const auto& uri : uris) {
        auto known = federation.database.read([&](db::Reader& reader) { return social::find_account_by_uri(reader, uri); });
        if (!known && asked++ < max_strangers_fetched)
            if (auto fetched = fetch_actor(federation, uri)) known = *fetched;
        if (known && known->is_known()) found.push_back(known->id);
    }
    return found;
}

void complete(Federation& federation, ReadNote& note, const social::Account& author)
{
    note.status.author = author.id;
    note.status.mentions = find_mentioned(federation, note.mentions);
    federation.database.read([&](db::Reader& reader) {
        auto places = distribution::find_places(reader, author.id);
        note.status.visibility = visibility_of(note, places ? places->followers : "");
        note.status.quote_policy = quote_policy_of(note, places ? places->followers : "");
        note.status.reply_policy = reply_policy_of(note, places ? places->followers : "");
        auto rule = distribution::rule_for_host(reader, author.host);
        if (!rule || !rule->reject_media) return;
        note.status.media.clear();
        note.status.emojis.clear();
    });
}

// Said of one post alone; of people.
std::optional<integrity::ToldTie> told_tie(Federation& federation, const ReadNote& note, const social::Account& author)
{
    if (!note.tie || author.kind != social::AccountKind::Person) return std::nullopt;
    auto ties = resolve_ties(federation, author.uri, {*note.tie});
    return ties.empty() ? std::nullopt : std::optional{ties.front()};
}

// Whether a conversation takes answers its opener's server says; of what is in a group, the group (Lock).
void hear_whether_closed(db::Transaction& tx, const social::Status& status, const ReadNote& note)
{
    if (!community::place_in_group(tx, status.id)) social::hear_state(tx, status, note.closed);
}

}  // namespace

Result<social::Status> receive_note(Federation& federation, ReadNote note, const social::Account& author, int depth)
{
    complete(federation, note, author);
    if (!note.answers.empty())
        if (auto parent = ensure_status(federation, note.answers, depth)) note.status.in_reply_to = parent->id;
    auto tie = told_tie(federation, note, author);
    auto now = federation.clock();
    return federation.database.write([&](db::Transaction& tx) -> Result<social::Status> {
        // Taken back before it came.
        if (distribution::was_seen(tx, "deleted " + note.uri)) return refuse(ErrorCode::Gone, "fetch.gone", {{"uri", note.uri}});
        TRY(auto status, social::receive_status(tx, note.status, now));
        if (note.closed) hear_whether_closed(tx, status, note);
        if (tie && status.author == author.id) integrity::keep_told_tie_of_post(tx, author.id, status.id, *tie, now);
        if (note.event && !community::event_of(tx, status.id))
            community::receive_event(tx, status, *note.event, note.status.updated, now);
        // What is quoted brings nothing along in turn: a chain of quotes would have no end.
        if (depth > 0) look_into_quote(tx, status.id, now);
        return status;
    });
}

Result<social::Status> receive_changed_note(Federation& federation, ReadNote note, const social::Account& author)
{
    complete(federation, note, author);
    auto tie = told_tie(federation, note, author);
    auto now = federation.clock();
    return federation.database.write([&](db::Transaction& tx) -> Result<social::Status> {
        TRY(auto status, social::receive_edit(tx, note.status, now));
        hear_whether_closed(tx, status, note);
        if (tie && status.author == author.id) integrity::keep_told_tie_of_post(tx, author.id, status.id, *tie, now);
        if (note.event) community::receive_event(tx, status, *note.event, note.status.updated, now);
        look_into_quote(tx, status.id, now);
        return status;
    });
}

Result<social::Status> receive_object(Federation& federation, const boost::json::value& object, int depth)
{
    TRY(auto note, read_note(object, federation.clock()));
    if (!note.vote.empty()) return refuse(ErrorCode::Invalid, "activity.not_note", {{"uri", note.uri}});
    TRY(auto author, ensure_actor(federation, note.author));
    if (author.is_local()) return refuse(ErrorCode::Forbidden, "activity.not_note", {{"uri", note.uri}});
    return receive_note(federation, std::move(note), author, depth);
}

}  // namespace favilla::activitypub
