// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/event_json.h"

#include "community/event_invitations.h"
#include "mastodon/account_json.h"
#include "mastodon/media_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr int next_shown = 5;

void write_group_of(JsonWriter& json, const Accounts& accounts, std::optional<AccountId> id)
{
    json.key("group");
    auto group = id ? accounts.find(*id) : accounts.end();
    if (group == accounts.end()) return json.value(nullptr);
    const auto& account = group->second;
    json.object([&] {
        json.field("id", account.id);
        json.field("title", account.display_name.empty() ? account.username : account.display_name);
    });
}

void write_counts(JsonWriter& json, const community::Attendance& attendance)
{
    json.key("counts").object([&] {
        json.field("yes", attendance.yes);
        json.field("maybe", attendance.maybe);
        json.field("no", attendance.no);
        json.field("waiting", attendance.waiting);
    });
}

void write_own_answer(JsonWriter& json, const std::optional<community::EventAnswer>& answer)
{
    json.key("answer");
    if (!answer) return json.value(nullptr);
    write_answer(json, *answer);
}

void write_time(JsonWriter& json, const TimeZone& zone, const community::Occurrence& one, const community::TimeStanding& standing)
{
    json.object([&] {
        json.field("at", one.at);
        json.field("starts_at", one.starts_at);
        json.field("ends_at", one.ends_at);
        json.field("local_start", local_text(zone.local(one.starts_at)));
        json.field("local_end", local_text(zone.local(one.ends_at)));
        json.field("cancelled", one.is_cancelled);
        json.field("moved", one.is_moved);
        write_counts(json, standing.attendance);
        write_own_answer(json, standing.answer);
    });
}

void write_times(JsonWriter& json, const Api& api, const ShownEvent& shown)
{
    const auto& event = shown.event;
    auto zone = event.series().zone;
    json.field("state", name_of(state_of(event, api.now)));
    json.field("starts_at", event.starts_at);
    json.field("ends_at", event.starts_at + event.lasts);
    json.field("has_end", event.has_end);
    json.field("time_zone", event.time_zone);
    // What the clock shows there, for forms and for readers who are elsewhere.
    json.field("local_start", local_text(zone.local(event.starts_at)));
    json.field("local_end", local_text(zone.local(event.starts_at + event.lasts)));
    json.field("rule", event.rule.empty() ? std::nullopt : std::optional{event.rule});
    json.key("next").array([&] {
        for (std::size_t n = 0; n < shown.next.size(); ++n) write_time(json, zone, shown.next[n], shown.standings[n]);
    });
}

void write_attendance(JsonWriter& json, const ShownEvent& shown)
{
    const auto& event = shown.event;
    json.field("capacity", event.capacity);
    json.field("waiting_list", event.has_waiting_list);
    json.field("answering", name_of(event.answering));
    json.field("answering_url", event.answering_url.empty() ? std::nullopt : std::optional{event.answering_url});
    write_counts(json, event.attendance);
    write_own_answer(json, shown.answer);
}

void write_picture(JsonWriter& json, const Api& api, const ShownEvent& shown)
{
    json.key("picture");
    if (shown.picture)
        write_media(json, *shown.picture, api.domain);
    else
        json.value(nullptr);
    json.field("sensitive", shown.sensitive);
}

// Of all of them at once.
void load_pictures(db::Reader& reader, ShownEvents& shown)
{
    std::vector<StatusId> said;
    for (const auto& one : shown.items) said.push_back(one.event.status);
    auto media = social::media_of(reader, said);
    for (auto& one : shown.items) {
        if (const auto* picture = community::picture_among(media[one.event.status])) one.picture = *picture;
        auto host = shown.accounts.find(one.event.host);
        if (host != shown.accounts.end() && host->second.sensitized_at) one.sensitive = true;
    }
}

}  // namespace

void write_place(JsonWriter& json, const community::Place& place)
{
    json.key("place");
    if (place.empty()) return json.value(nullptr);
    json.object([&] {
        json.field("name", place.name);
        json.field("address", place.address);
        json.field("latitude", place.latitude);
        json.field("longitude", place.longitude);
    });
}

ShownEvents load_events(db::Reader& reader, const Api& api, std::vector<community::Event> events)
{
    ShownEvents shown;
    std::vector<AccountId> people;
    for (auto& event : events) {
        auto status = social::find_status(reader, event.status, api.viewer);
        if (!status) continue;
        people.push_back(event.host);
        if (event.group) people.push_back(*event.group);
        ShownEvent one{.event = std::move(event),
                       .status_url = status->url,
                       .conversation = status->conversation,
                       .answer = {},
                       .may_change = false,
                       .next = {},
                       .standings = {},
                       .picture = {},
                       .sensitive = status->sensitive};
        if (api.viewer.account) one.answer = community::answer_of(reader, one.event.id, *api.viewer.account);
        if (api.viewer.account) one.is_invited = community::invitation_to(reader, one.event.id, *api.viewer.account).has_value();
        one.may_change = community::may_change(reader, one.event, api.viewer);
        if (!one.event.cancelled_at) one.next = one.event.times_to_come(api.now, next_shown, community::CalledOff::Shown);
        one.standings = community::standings_at(reader, one.event, one.next, api.viewer.account);
        shown.items.push_back(std::move(one));
    }
    shown.accounts = load_accounts(reader, people);
    load_pictures(reader, shown);
    return shown;
}

void write_answer(JsonWriter& json, const community::EventAnswer& answer)
{
    json.object([&] {
        json.field("answer", name_of(answer.answer));
        json.field("state", name_of(answer.state));
        json.field("waits", answer.waits());
        json.field("at", answer.at);
        json.field("remind_before",
                   answer.remind ? std::optional{answer.remind->milliseconds / minutes(1).milliseconds} : std::nullopt);
        json.field("created_at", answer.created_at);
    });
}

void write_event(JsonWriter& json, const Api& api, const ShownEvents& events, const ShownEvent& shown)
{
    const auto& event = shown.event;
    auto page = api.origin() + "/events/" + to_string(event.id);
    json.object([&] {
        json.field("id", event.id);
        json.field("status_id", event.status);
        json.field("conversation_id", shown.conversation);
        json.field("url", event.domain ? page : shown.status_url);
        json.field("calendar_url", page + "/calendar.ics");
        json.field("title", event.title);
        json.field("description", event.description);
        write_picture(json, api, shown);
        write_times(json, api, shown);
        write_place(json, event.place);
        json.field("online_url", event.online_url.empty() ? std::nullopt : std::optional{event.online_url});
        write_attendance(json, shown);
        write_person(json, api, events.accounts, "account", event.host);
        write_group_of(json, events.accounts, event.group);
        json.field("may_change", shown.may_change);
        json.field("invited", shown.is_invited);
        json.field("created_at", event.created_at);
        json.field("updated_at", event.updated_at);
    });
}

}  // namespace favilla::console
