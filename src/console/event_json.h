// SPDX-License-Identifier: AGPL-3.0-or-later
// console/event_json.h — the entities Event and EventAnswer of docs/api/favilla.yaml.
#pragma once
#include "community/event_answers.h"
#include "console/named_accounts.h"

namespace favilla::console {

struct ShownEvent {
    community::Event event;
    std::string status_url;
    std::optional<ConversationId> conversation;
    std::optional<community::EventAnswer> answer;  // of who looks
    bool may_change = false;
    bool is_invited = false;                         // who looks, by whoever holds it
    std::vector<community::Occurrence> next;         // to come, with what was called off
    std::vector<community::TimeStanding> standings;  // of those
    std::optional<social::Media> picture;
    bool sensitive = false;  // the picture is shown to who asks
};

struct ShownEvents {
    std::vector<ShownEvent> items;
    Accounts accounts;  // who holds them, and their groups
};
ShownEvents load_events(db::Reader&, const mastodon::Api&, std::vector<community::Event>);
void write_event(JsonWriter&, const mastodon::Api&, const ShownEvents&, const ShownEvent&);
void write_answer(JsonWriter&, const community::EventAnswer&);
void write_place(JsonWriter&, const community::Place&);

// As an event is written: EventDraft of docs/api/favilla.yaml.
community::EventDraft read_event_draft(const mastodon::Params&);  // events.cpp
community::EventTongue tongue_of(const mastodon::Api&);

}  // namespace favilla::console
