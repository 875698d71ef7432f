// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/voices.h — speaking as a page: the header Favilla-Voice names the page's account on a request of somebody of its team, or an
// application was let in to speak as it. Whether they may is looked up on every request; without a voice nothing is asked.
#pragma once
#include "mastodon/api.h"
#include "social/statuses.h"

namespace favilla::mastodon {

inline constexpr std::string_view voice_header =
    "Favilla-Voice";  // or, where a browser sets no headers, the parameter of a stream: voice

// Makes the page the viewer. Refuses Forbidden "voice.not_yours", "voice.not_here" (a person does it, never a page), "page.not_allowed",
// "page.review_first"; what is refused for the role is written down.
Result<void> take_voice(const Route&, const net::Request&, Api&);
// The handler; what it is to do is written down before, with the person who does it.
net::Response call_in_voice(const Route&, const net::Request&, Api&);
// Of what was made in this transaction and had no id before; nothing where no voice speaks.
void note_made(db::Transaction&, const Api&, std::string_view act, std::string_view object);
// Who writes it, and whether everybody is told.
void sign(const Api&, social::StatusDraft&);

}  // namespace favilla::mastodon
