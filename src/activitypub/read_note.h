// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/read_note.h — an object that people read, understood: Note and Question, and what becomes a text with a link
// (Article, Page, Event, Image, Video, Audio, anything else with words).
#pragma once
#include "activitypub/ties.h"
#include "activitypub/values.h"
#include "community/remote_events.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

struct ReadNote {
    std::string uri;
    std::string author;                 // its URI
    std::string answers;                // the URI; empty: nothing
    std::vector<std::string> mentions;  // URIs of actors
    std::vector<std::string> to, cc;
    std::vector<std::string> quotable, quotable_when_asked;      // interactionPolicy.canQuote: URIs of actors and collections
    std::vector<std::string> answerable, answerable_when_asked;  // interactionPolicy.canReply; neither: everybody
    bool closed = false;         // takes answers of nobody but its author (commentsEnabled of PeerTube, Mobilizon, Lemmy)
    std::string vote;            // the name of a poll's option, when this is a vote and no post
    std::optional<ReadTie> tie;  // what its author says of this post
    std::optional<community::RemoteEvent> event;  // what it invites to
    social::RemoteStatus status;                  // author, in_reply_to, mentions and visibility are the caller's to fill in
};

inline constexpr std::size_t max_note_size = 200'000;  // bytes of words; more is cut off at the document's limit anyway

// Refuses Invalid "activity.not_note": no id, no author, several authors of different origins, an id from elsewhere than its author.
Result<ReadNote> read_note(const boost::json::value& object, Time now);

// What must stay in view of something that is attached.
std::optional<social::Focus> read_focus(const boost::json::value& attached);

// Whom its author lets quote it, given their collection of followers. What a post does not say, nobody may.
social::QuotePolicy quote_policy_of(const ReadNote&, std::string_view followers);

// Whom its author lets answer it. Who has to ask first is not refused here: their server asks its author.
social::ReplyPolicy reply_policy_of(const ReadNote&, std::string_view followers);

// By whom it may be seen, given the collections that it was addressed to. A list of single people makes it direct.
social::Visibility visibility_of(const ReadNote&, std::string_view followers);

}  // namespace favilla::activitypub
