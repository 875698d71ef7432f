// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/write_event.h"

#include <algorithm>
#include <cstdio>

#include "base/status_text.h"

namespace favilla::activitypub {

namespace {

// "2026-12-05T18:30:00+01:00": the clock on the wall, and how far it is from UTC just then.
std::string with_offset(const TimeZone& zone, Time time)
{
    auto minutes = zone.offset_at(time).milliseconds / 60'000;
    char offset[8];
    std::snprintf(offset, sizeof offset, "%c%02d:%02d", minutes < 0 ? '-' : '+', static_cast<int>(std::abs(minutes) / 60),
                  static_cast<int>(std::abs(minutes) % 60));
    return local_text(zone.local(time)) + offset;
}

// When and where, in the language of its words: the lines below the name.
std::string facts_of(const OutgoingStatus& outgoing)
{
    const auto& text = outgoing.view.status.text;
    auto begin = text.find("\n\n");
    if (begin == std::string::npos) return "";
    auto facts = text.substr(begin + 2, text.find("\n\n", begin + 2) - begin - 2);
    for (auto at = facts.find('\n'); at != std::string::npos; at = facts.find('\n', at)) facts.replace(at, 1, " · ");
    return facts;
}

void write_time(JsonWriter& json, const community::Event& event)
{
    auto zone = event.series().zone;
    json.field("startTime", with_offset(zone, event.next_at));
    json.field("endTime", with_offset(zone, event.next_end));
    json.field("displayEndTime", event.has_end);
    json.field("timezone", event.time_zone);
    if (event.rule.empty()) return;
    json.field("rrule", event.rule);
    json.field("dtstart", with_offset(zone, event.starts_at));
    // The times that are not when the rule has them; of one that was moved the new time is told when it is the next.
    if (!event.exceptions.empty())
        json.key("exdate").array(event.exceptions,
                                 [&](const community::TimeException& one) { json.value(with_offset(zone, one.at)); });
    if (event.next_called() != event.next_at) json.field("recurrenceId", with_offset(zone, event.next_called()));
}

void write_place(JsonWriter& json, const community::Place& place)
{
    json.object([&] {
        json.field("type", "Place");
        json.field("name", place.name.empty() ? place.address : place.name);
        if (!place.address.empty()) json.field("address", place.address);
        if (!place.latitude) return;
        json.field("latitude", *place.latitude);
        json.field("longitude", *place.longitude);
    });
}

// One stands alone: most read the first, and some no list.
void write_location(JsonWriter& json, const community::Event& event)
{
    auto write_online = [&] {
        json.object([&] {
            json.field("type", "VirtualLocation");
            json.field("name", event.online_url);
            json.field("url", event.online_url);
        });
    };
    bool is_online = !event.online_url.empty();
    if (event.place.empty() && !is_online) return;
    json.key("location");
    if (event.place.empty()) return write_online();
    if (!is_online) return write_place(json, event.place);
    json.array([&] {
        write_place(json, event.place);
        write_online();
    });
}

void write_attendance(JsonWriter& json, const community::Event& event)
{
    auto coming = event.attendance.yes;
    json.field("joinMode", "free");
    json.field("participantCount", coming);
    if (event.capacity) {
        json.field("maximumAttendeeCapacity", *event.capacity);
        json.field("remainingAttendeeCapacity", std::max<std::int64_t>(*event.capacity - coming, 0));
    }
    json.field("anonymousParticipationEnabled", false);
    // How many, and not who: people come to an event, not to its document.
    json.key("attendees").object([&] {
        json.field("type", "Collection");
        json.field("totalItems", coming);
    });
}

}  // namespace

std::string page_of_event(const OutgoingStatus& outgoing)
{
    bool is_open = outgoing.view.status.visibility <= social::Visibility::Unlisted;
    return is_open ? outgoing.origin + "/events/" + to_string(outgoing.event->id) : outgoing.view.status.url;
}

std::string content_of_event(const OutgoingStatus& outgoing)
{
    const auto& text = outgoing.event->description.empty() ? facts_of(outgoing) : outgoing.event->description;
    StatusLinks links{.mention = [&](std::string_view user, std::string_view host) -> std::optional<MentionTarget> {
                          for (const auto& mention : outgoing.view.mentions)
                              if (mention.username == user && (mention.host == host || host.empty()))
                                  return MentionTarget{mention.url, mention.username, mention.username + "@" + mention.host};
                          return std::nullopt;
                      },
                      .tag_url = [&](std::string_view tag) { return outgoing.origin + "/tags/" + std::string{tag}; }};
    return render_status(text, links).text;
}

void write_event(JsonWriter& json, const OutgoingStatus& outgoing)
{
    const auto& event = *outgoing.event;
    json.field("name", event.title);
    json.field("summary", facts_of(outgoing));
    write_time(json, event);
    write_location(json, event);
    json.field("status", event.cancelled_at ? "CANCELLED" : "CONFIRMED");
    json.field("eventStatus", event.cancelled_at ? "EventCancelled" : "EventScheduled");
    write_attendance(json, event);
    bool for_all = outgoing.view.status.reply_policy == social::ReplyPolicy::Everyone && !outgoing.closed;
    json.field("commentsEnabled", for_all);
    json.field("repliesModerationOption", for_all ? "allow_all" : "closed");
    json.field("isOnline", event.place.empty() && !event.online_url.empty());
    json.field("draft", false);
    if (outgoing.view.status.language) json.field("inLanguage", *outgoing.view.status.language);
    json.key("organizers").object([&] {
        json.field("type", "Collection");
        json.field("totalItems", 1);
        json.key("items").array([&] { json.value(outgoing.author.uri); });
    });
}

void write_event_link(JsonWriter& json, const community::Event& event)
{
    json.object([&] {
        json.field("type", "Link");
        json.field("href", event.online_url);
        json.field("mediaType", "text/html");
        json.field("name", "Website");
    });
}

}  // namespace favilla::activitypub
