// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/read_event.h — an Event understood, as Mobilizon, Gancio, Friendica, the plugins of WordPress and FEP-8a8e write it.
#pragma once
#include "base/html.h"
#include "base/json.h"
#include "community/remote_events.h"

namespace favilla::activitypub {

inline constexpr Duration usual_event_length = hours(2);    // of what does not say when it ends
inline constexpr Duration farthest_event = days(20 * 366);  // before and after now; what lies beyond is no date that is meant

// None for what is no Event, has no name, or does not say when it begins: then it is a text with a link, as everything with words.
std::optional<community::RemoteEvent> read_event(const boost::json::value& object, Time now);

// Its name, when and where in figures that are read in every language, then what its author says of it.
std::string words_of_event(const community::RemoteEvent&, std::string_view content);

}  // namespace favilla::activitypub
