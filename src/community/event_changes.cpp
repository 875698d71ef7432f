// SPDX-License-Identifier: AGPL-3.0-or-later
// How an event is made, changed and called off.
#include <cmath>

#include "base/text.h"
#include "base/trimmed.h"
#include "base/web_url.h"
#include "community/attention.h"
#include "community/event_answers.h"
#include "community/event_rows.h"
#include "community/group_members.h"
#include "jobs/events.h"
#include "social/accounts.h"

namespace favilla::community {

namespace {

std::unexpected<Error> wrong(std::string key, std::size_t max = 0)
{
    if (max == 0) return refuse(ErrorCode::Invalid, std::move(key));
    return refuse(ErrorCode::Invalid, std::move(key), {{"max", std::to_string(max)}});
}

bool is_text(std::string_view text) { return is_valid_utf8(text) && text.find('\0') == std::string_view::npos; }
bool is_line(std::string_view text) { return is_text(text) && text.find_first_of("\r\n") == std::string_view::npos; }

Result<void> check_words(const Event& event)
{
    if (event.title.empty() || !is_line(event.title)) return wrong("event.title");
    if (grapheme_count(event.title) > max_event_title) return wrong("event.title_too_long", max_event_title);
    if (!is_text(event.description)) return refuse(ErrorCode::Invalid, "status.not_text");
    if (grapheme_count(event.description) > max_event_description)
        return wrong("event.description_too_long", max_event_description);
    return {};
}

Result<void> check_place(const Event& event)
{
    const auto& place = event.place;
    if (!is_line(place.name) || !is_line(place.address)) return refuse(ErrorCode::Invalid, "status.not_text");
    if (grapheme_count(place.name) > max_event_place || grapheme_count(place.address) > max_event_place)
        return wrong("event.place_too_long", max_event_place);
    bool in_range = !place.latitude
                 || (place.longitude && std::isfinite(*place.latitude) && std::isfinite(*place.longitude)
                     && std::abs(*place.latitude) <= 90 && std::abs(*place.longitude) <= 180);
    if (!in_range || place.latitude.has_value() != place.longitude.has_value()) return wrong("event.coordinates");
    if (!event.online_url.empty() && (event.online_url.size() > 2000 || !parse_web_url(event.online_url)))
        return wrong("event.online_url");
    if (event.capacity && (*event.capacity < 1 || *event.capacity > max_event_capacity))
        return wrong("event.capacity", max_event_capacity);
    return {};
}

struct Times {
    std::string starts_at, ends_at, time_zone, rule;
};

Times times_of(const Event& event)
{
    auto zone = *TimeZone::find(event.time_zone);
    return {local_text(zone.local(event.starts_at)), local_text(zone.local(event.starts_at + event.lasts)), event.time_zone,
            event.rule};
}

Result<void> set_times(Event& event, const Times& times, Time now)
{
    auto zone = TimeZone::find(times.time_zone);
    if (!zone) return wrong("event.time_zone");
    auto begin = parse_local(times.starts_at), end = parse_local(times.ends_at);
    if (!begin) return wrong("event.starts_at");
    if (!end || *end <= *begin) return wrong("event.ends_at");
    event.time_zone = zone->name();
    event.starts_at = zone->at(*begin);
    event.lasts = zone->at(*end) - event.starts_at;
    if (event.lasts > longest_event) return wrong("event.too_long");
    event.rule.clear();
    event.exceptions.clear();
    if (!times.rule.empty()) {
        TRY(auto rule, parse_rule(times.rule));
        event.rule = rule_text(rule);
    }
    find_next(event, now);
    if (event.next_end <= now) return wrong("event.in_the_past");
    return {};
}

// Into whose name, and for whom: as a topic of the group is written.
Result<std::string> enter_group(db::Reader& reader, AccountId host, const Event& event, social::StatusDraft& said)
{
    if (!event.group) return std::string{};
    auto group = find_group(reader, *event.group);
    if (!group || !is_known_to(reader, *group, host)) return refuse(ErrorCode::NotFound, "group.missing");
    auto standing = standing_in(reader, group->id, host);
    if (!standing.role && standing.membership != Membership::Member) return refuse(ErrorCode::Forbidden, "event.group_not_yours");
    if (group->is_hidden()) {
        said.audience = group->id;
        return std::string{};
    }
    if (said.visibility.value_or(social::Visibility::Public) > social::Visibility::Unlisted) return wrong("event.group_is_open");
    if (!said.visibility) said.visibility = social::Visibility::Public;
    return social::find_account(reader, group->id)->username;
}

std::string handle_of_group(db::Reader& reader, const Event& event)
{
    auto group = event.group ? find_group(reader, *event.group) : std::nullopt;
    return group && !group->is_hidden() ? social::find_account(reader, group->id)->username : "";
}

Result<Event> find_to_change(db::Reader& reader, EventId id, AccountId by)
{
    auto event = find_event(reader, id, by);
    if (!event) return refuse(ErrorCode::NotFound, "event.missing");
    if (!may_change(reader, *event, by)) return refuse(ErrorCode::Forbidden, "event.not_yours");
    if (event->cancelled_at) return refuse(ErrorCode::Conflict, "event.cancelled");
    return *std::move(event);
}

std::unexpected<Error> no_picture() { return refuse(ErrorCode::Invalid, "event.picture"); }

// A new one takes the place of the one before; what else is attached stays.
Result<void> show_picture(db::Reader& reader, const Event& event, const std::optional<EventPicture>& picture,
                          social::StatusRevision& revision)
{
    auto attached = social::media_of(reader, {&event.status, 1})[event.status];
    const auto* before = picture_among(attached);
    revision.media.emplace();
    if (picture) {
        auto media = social::find_media(reader, picture->id);
        if (media && media->kind != social::MediaKind::Image) return no_picture();
        revision.media->push_back(picture->id);
        revision.media_words.push_back({picture->id, picture->description, picture->focus});
    }
    for (const auto& media : attached)
        if (&media != before && (!picture || media.id != picture->id)) revision.media->push_back(media.id);
    return {};
}

// What is posted with it, described before.
Result<void> take_picture(db::Transaction& tx, AccountId host, const EventPicture& picture, social::StatusDraft& said)
{
    TRY(auto media, social::change_media(tx, host, {picture.id, picture.description, picture.focus}));
    if (media.kind != social::MediaKind::Image) return no_picture();
    said.media.push_back(media.id);
    return {};
}

Result<void> say_again(db::Transaction& tx, const EventTongue& tongue, const Event& event, const EventChange& change, Time now)
{
    social::StatusRevision revision{.text = words_of(tongue, event, handle_of_group(tx, event)),
                                    .content_warning = {},
                                    .sensitive = {},
                                    .language = {},
                                    .poll = {},
                                    .quote_policy = {},
                                    .media = {},
                                    .media_words = {}};
    if (change.picture) CHECKED(show_picture(tx, event, *change.picture, revision));
    TRY(auto said, social::edit_status(tx, event.host, event.status, revision, now));
    return {};
}

bool differ_in_time(const Event& one, const Event& other)
{
    return one.starts_at != other.starts_at || one.rule != other.rule || one.time_zone != other.time_zone;
}

// What was moved or called off stays so, where its day is still one of the series.
void carry_exceptions_over(const Event& before, Event& event, Time now)
{
    if (event.rule.empty()) return;
    for (auto one : before.exceptions) {
        auto at = carried_over(before, event, one.at);
        if (!at || one.starts_at + one.lasts <= now) continue;
        if (one.cancelled_at) one.starts_at = *at, one.lasts = event.lasts;
        one.at = *at;
        event.exceptions.push_back(one);
    }
    find_next(event, now);
}

Result<Occurrence> find_time_to_change(const Event& event, Time at, Time now)
{
    auto time = event.time_called(at);
    if (!time) return refuse(ErrorCode::NotFound, "event.time_missing");
    if (event.rule.empty()) return refuse(ErrorCode::Conflict, "event.recurs_not");
    if (time->is_cancelled) return refuse(ErrorCode::Conflict, "event.time_cancelled");
    if (time->ends_at <= now) return refuse(ErrorCode::Conflict, "event.over");
    return *time;
}

Result<void> set_time(TimeException& time, const Event& event, const TimeChange& change, Time now)
{
    if (change.is_cancelled) {
        time.cancelled_at = now;
        return {};
    }
    auto zone = event.series().zone;
    auto begin = parse_local(change.starts_at), end = parse_local(change.ends_at);
    if (!begin) return wrong("event.starts_at");
    if (!end || *end <= *begin) return wrong("event.ends_at");
    time.starts_at = zone.at(*begin);
    time.lasts = zone.at(*end) - time.starts_at;
    if (time.lasts > longest_event) return wrong("event.too_long");
    if (time.starts_at + time.lasts <= now) return wrong("event.in_the_past");
    return {};
}

void apply(Event& event, const EventChange& change)
{
    if (change.title) event.title = trimmed(*change.title);
    if (change.description) event.description = trimmed(*change.description);
    if (change.place) event.place = *change.place;
    if (change.online_url) event.online_url = trimmed(*change.online_url);
    if (change.capacity) event.capacity = *change.capacity;
    if (change.has_waiting_list) event.has_waiting_list = *change.has_waiting_list;
}

}  // namespace

Result<Event> planned_event(AccountId host, const EventDraft& draft, Time now)
{
    Event event{.host = host,
                .group = draft.group,
                .title = std::string{trimmed(draft.title)},
                .description = std::string{trimmed(draft.description)},
                .place = draft.place,
                .online_url = std::string{trimmed(draft.online_url)},
                .capacity = draft.capacity,
                .has_waiting_list = draft.has_waiting_list,
                .created_at = now,
                .updated_at = now};
    CHECKED(check_words(event));
    CHECKED(set_times(event, {draft.starts_at, draft.ends_at, draft.time_zone, draft.rule}, now));
    CHECKED(check_place(event));
    return event;
}

Result<Event> make_event(db::Transaction& tx, const EventTongue& tongue, AccountId host, const EventDraft& draft,
                         social::StatusDraft said, Time now)
{
    TRY(auto event, planned_event(host, draft, now));
    event.id = tx.new_id<EventId>(now);
    TRY(auto handle, enter_group(tx, host, event, said));
    if (draft.picture) CHECKED(take_picture(tx, host, *draft.picture, said));
    said.text = words_of(tongue, event, handle);
    TRY(auto status, social::post_status(tx, host, said, now));
    event.status = status.id;
    event.domain = status.domain;
    add_event(tx, event);
    if (event.group) weigh_topic(tx, status.id);  // it invites: nobody waits for an answer
    return *event_of(tx, status.id);
}

Result<Event> change_event(db::Transaction& tx, const EventTongue& tongue, EventId id, AccountId by, const EventChange& change,
                           Time now)
{
    TRY(auto before, find_to_change(tx, id, by));
    auto event = before;
    apply(event, change);
    CHECKED(check_words(event));
    if (change.starts_at || change.ends_at || change.time_zone || change.rule) {
        auto times = times_of(before);
        CHECKED(set_times(event,
                          {change.starts_at.value_or(times.starts_at), change.ends_at.value_or(times.ends_at),
                           change.time_zone.value_or(times.time_zone), change.rule.value_or(times.rule)},
                          now));
        carry_exceptions_over(before, event, now);
    }
    CHECKED(check_place(event));
    if (auto taken = most_taken(tx, before, now); event.capacity && *event.capacity < taken)
        return refuse(ErrorCode::Invalid, "event.capacity_taken", {{"count", std::to_string(taken)}});
    bool matters = differ_for_a_calendar(before, event);
    if (matters) ++event.sequence;
    event.updated_at = now;
    store_event(tx, event);
    if (differ_in_time(before, event)) carry_answers_over(tx, before, event, now);
    CHECKED(say_again(tx, tongue, event, change, now));
    jobs::publish(tx, EventChanged{event.status, now});
    if (matters) tell_who_answered(tx, event, now);
    move_reminders(tx, event, now);
    let_in_waiting(tx, id, now);
    return *event_of(tx, event.status);
}

Result<Event> change_time(db::Transaction& tx, const EventTongue& tongue, EventId id, AccountId by, const TimeChange& change,
                          Time now)
{
    TRY(auto event, find_to_change(tx, id, by));
    TRY(auto time, find_time_to_change(event, change.at, now));
    TimeException changed{time.at, time.starts_at, time.ends_at - time.starts_at, {}};
    CHECKED(set_time(changed, event, change, now));
    std::erase_if(event.exceptions, [&](const TimeException& one) { return one.at == change.at; });
    bool is_as_the_rule = !changed.cancelled_at && changed.starts_at == changed.at && changed.lasts == event.lasts;
    if (!is_as_the_rule) event.exceptions.push_back(changed);
    // What is long over needs telling no more.
    if (event.exceptions.size() > max_exceptions)
        std::erase_if(event.exceptions, [&](const TimeException& one) { return one.starts_at + one.lasts <= now; });
    if (event.exceptions.size() > max_exceptions) return wrong("event.too_many_exceptions", max_exceptions);
    std::ranges::sort(event.exceptions, {}, &TimeException::at);
    find_next(event, now);
    ++event.sequence;
    event.updated_at = now;
    store_event(tx, event);
    count_answers(tx, id);
    CHECKED(say_again(tx, tongue, event, {}, now));
    jobs::publish(tx, EventChanged{event.status, now});
    tell_who_comes_at(tx, event, change.at, now);
    move_reminders(tx, event, now);
    let_in_waiting(tx, id, now);
    return *event_of(tx, event.status);
}

Result<Event> cancel_event(db::Transaction& tx, const EventTongue& tongue, EventId id, AccountId by, Time now)
{
    TRY(auto event, find_to_change(tx, id, by));
    event.cancelled_at = now;
    event.updated_at = now;
    ++event.sequence;
    store_event(tx, event);
    CHECKED(say_again(tx, tongue, event, {}, now));
    jobs::publish(tx, EventChanged{event.status, now});
    tell_who_answered(tx, event, now);
    move_reminders(tx, event, now);
    return event;
}

}  // namespace favilla::community
