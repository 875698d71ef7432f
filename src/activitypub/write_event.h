// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/write_event.h — an event of ours as an Event: in the words of FEP-8a8e, and where Mobilizon has others, in its own beside them
// (docs/decisions/0017-events-on-the-wire.md). All of it is for an outgoing status with an event.
#pragma once
#include "activitypub/note_json.h"

namespace favilla::activitypub {

std::string page_of_event(const OutgoingStatus&);     // for people to open
std::string content_of_event(const OutgoingStatus&);  // HTML: what it is about
void write_event(JsonWriter&, const OutgoingStatus&);
void write_event_link(JsonWriter&, const community::Event&);  // an attachment, as Mobilizon names the address on the web

}  // namespace favilla::activitypub
