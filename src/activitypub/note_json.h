// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/note_json.h — our statuses as other servers read them: Note, Question, Event, and the activities around them.
#pragma once
#include <string>
#include <vector>

#include "activitypub/ties.h"
#include "activitypub/vocabulary.h"
#include "base/json_writer.h"
#include "community/events.h"
#include "social/status_views.h"

namespace favilla::activitypub {

// A status with all that its document says.
struct OutgoingStatus {
    social::StatusView view;
    social::Account author;
    std::vector<std::string> mentioned;  // their URIs, beside view.mentions
    std::string answers;                 // the URI of what it answers; empty: nothing
    std::string boosts;                  // the URI of what it boosts; empty: it is no boost
    std::string boosted_author;          // its author's URI
    std::string quotes;                  // the URI of what it quotes, while that was not refused; empty: nothing
    std::string quoted_url;              // for people to open
    std::string authorization;           // of the quoted author; empty: none
    std::optional<AccountId> quoted_author;
    std::string origin;                        // "https://example.org"
    std::string media_address = {};            // as Domain::media_address
    std::string context;                       // where its conversation is listed; empty: nowhere here
    std::vector<social::Emoji> emojis;         // of the organisation
    std::string group;                         // the URI of the group it is in; empty: none
    std::optional<AccountId> group_elsewhere;  // that group's account, when it is of another server
    std::optional<community::Event> event;     // that it invites to: it is an Event then; without it, a Note with the same words
    std::optional<WrittenTie> tie = {};        // what its author said of this post
    std::string first_published = {};          // where, if it was brought in as its author's past; empty: here
    std::vector<AccountId> speakers = {};      // in the conversation it opened, where they are told of a change
    bool closed = false;                       // it opened a conversation that takes no more answers
    bool archived = false;                     // in an archive, where its media lie beside it
};
// None when it is gone, or not ours.
std::optional<OutgoingStatus> load_outgoing(db::Reader&, StatusId, const Locale&);
// Of their author's archive: what is read here alone, or by nobody else, is among them.
std::vector<OutgoingStatus> load_archived(db::Reader&, const social::Account& author, const social::Domain&,
                                          std::vector<social::Status>, const Locale&);
std::string archived_file(const social::Media&);  // where it lies in an archive, as in Mastodon's

struct Addressing {
    std::vector<std::string> to, cc;
};
Addressing addressing_of(const OutgoingStatus&);

std::string note_document(const OutgoingStatus&);
std::string create_activity(const OutgoingStatus&);  // Create{Note}, or Announce of a boost
std::string update_activity(const OutgoingStatus&, Time now);
// Of what is gone: by what is still known of it.
std::string delete_activity(std::string_view actor, std::string_view uri, Time now);
// NodeBB looks for the post in what is undone, and knows no boost by its address.
std::string undo_announce_activity(std::string_view actor, std::string_view boost_uri, std::string_view boosted_uri);
void write_note_of(JsonWriter&, const OutgoingStatus&);      // inside an open object
void write_activity_of(JsonWriter&, const OutgoingStatus&);  // without its context: an item of the outbox
std::string create_uri(const social::Status&);

}  // namespace favilla::activitypub
