// SPDX-License-Identifier: AGPL-3.0-or-later
// community/events.h — an event is a status that invites: to a time, once or again and again, to a place or to an address on the web. Its
// words are the status's, so that every app and server reads it, and what is said before and after is that status's conversation.
// Who may see the status may see the event (social/visibility.h), and nobody else knows of it.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/locale.h"
#include "base/recurrence.h"
#include "base/result.h"
#include "community/event_announcements.h"
#include "db/database.h"
#include "social/domains.h"
#include "social/statuses.h"

namespace favilla::community {

struct Place {
    std::string name, address;                  // plain text; both empty: none
    std::optional<double> latitude, longitude;  // in degrees, both or none
    bool empty() const { return name.empty() && address.empty(); }
    std::string one_line() const;  // "Library, Via Roma 1"
    friend bool operator==(const Place&, const Place&) = default;
};

struct Attendance {
    std::int64_t yes = 0, maybe = 0, no = 0, waiting = 0;
};

// How one answers: here; on its server, by asking to join or by telling one's answer; or by means that only people know.
enum class Answering { Here, Join, Reply, Elsewhere };
std::string_view name_of(Answering);  // "here", "join", "reply", "elsewhere"

// What is otherwise with one time of a series than its rule says. A time is called by when the rule has it (RFC 5545, RECURRENCE-ID), so that
// it stays the same one when it is moved.
struct TimeException {
    Time at;
    Time starts_at;
    Duration lasts;
    std::optional<Time> cancelled_at;
    friend bool operator==(const TimeException&, const TimeException&) = default;
};
inline constexpr std::size_t max_exceptions = 100;

struct Occurrence {
    Time at;
    Time starts_at, ends_at;
    bool is_cancelled = false, is_moved = false;
};
enum class CalledOff { LeftOut, Shown };

struct Event {
    EventId id;
    StatusId status;
    AccountId host;                  // the author of the status: a person or a page
    std::optional<DomainId> domain;  // none: another server's
    std::optional<AccountId> group;
    std::string title, description;  // plain text; the description as a status is typed
    Time starts_at;                  // of the first time
    Duration lasts;
    std::string time_zone;   // of the IANA's data base
    std::string rule;        // base/recurrence.h; empty: once
    Time next_at, next_end;  // of the time that is on or comes next; when all are over, the last
    Place place;
    std::string online_url;
    std::optional<std::int64_t> capacity;
    bool has_waiting_list = false;
    Attendance attendance;
    std::int64_t sequence = 0;  // of its changes that a calendar has to know of
    std::optional<Time> cancelled_at;
    Time created_at, updated_at;
    Answering answering = Answering::Here;
    std::string answering_url;  // where one signs up elsewhere; empty: nowhere
    bool has_end = true;        // false: nobody is told when it ends
    std::vector<TimeException> exceptions = {};
    bool has_answers_for_one = false;  // somebody answered for one of its times alone
    Series series() const;
    // Those that end after `now`, or begin after `from`, by when they begin.
    std::vector<Occurrence> times_to_come(Time now, int most, CalledOff = CalledOff::LeftOut) const;
    std::vector<Occurrence> times_from(Time from, int most) const;
    std::optional<Occurrence> time_called(Time at) const;
    Occurrence next_time(Time now) const;  // that is on or comes next; else the last
    Time next_called() const;              // the name of the one that begins at next_at
    bool comes_again() const;              // behind next_at
};

enum class EventState { Scheduled, Over, Cancelled };
std::string_view name_of(EventState);  // "scheduled", "over", "cancelled"
EventState state_of(const Event&, Time now);

// The picture of an event is the first one attached to its status, so that it is shown, hidden, described and federated as that is.
struct EventPicture {
    social::MediaId id;
    std::optional<std::string> description = {};  // what is to be seen in it; none: as it is
    std::optional<social::Focus> focus = {};
};

struct EventDraft {
    std::string title, description;
    std::string starts_at;  // "2026-12-05T18:30" in its zone
    std::string ends_at;
    std::string time_zone;
    std::string rule;
    Place place;
    std::string online_url;
    std::optional<std::int64_t> capacity;
    bool has_waiting_list = true;
    std::optional<AccountId> group;
    std::optional<EventPicture> picture = {};  // the host's own, attached to nothing yet
};
inline constexpr std::size_t max_event_title = 120;         // graphemes
inline constexpr std::size_t max_event_description = 3000;  // graphemes
inline constexpr std::size_t max_event_place = 200;         // graphemes, of the name and of the address
inline constexpr std::int64_t max_event_capacity = 1'000'000;
inline constexpr Duration longest_event = days(31);

// In which words it is told, and where its page is.
struct EventTongue {
    const Locale& locale;
    Language language;
    std::string origin;
};
// "5 December 2026, 18:30 – 21:00 (Europe/Rome)", by the clock there; and how it recurs, nothing where it does not.
std::string time_span(const Locale&, Language, const Event&, Time begin);
std::string time_span(const Locale&, Language, const Event&, Time begin, Time end);
std::string repetition(const Locale&, Language, const Event&);
// What its status says: its name, when, where, what it is about, and where one answers.
std::string words_of(const EventTongue&, const Event&, std::string_view group_handle);

// `said` brings what the status needs besides its words: visibility, the person behind a page. An event of a group is written to it by its
// name, as a topic is, in a hidden one to its members. Refuses Invalid "event.title", "event.title_too_long", "event.description_too_long",
// "event.time_zone", "event.starts_at", "event.ends_at", "event.too_long", "event.rule", "event.in_the_past", "event.place_too_long",
// "event.coordinates", "event.online_url", "event.capacity", "event.picture", NotFound "group.missing", "media.missing", Forbidden
// "event.group_not_yours", and as post_status does.
Result<Event> make_event(db::Transaction&, const EventTongue&, AccountId host, const EventDraft&, social::StatusDraft said,
                         Time now);

struct EventChange {  // what is not given stays as it is
    std::optional<std::string> title, description, starts_at, ends_at, time_zone, rule, online_url;
    std::optional<Place> place;
    std::optional<std::optional<std::int64_t>> capacity;
    std::optional<bool> has_waiting_list;
    std::optional<std::optional<EventPicture>> picture = {};  // given and none: taken away
};
// By whom it is, or who is in charge of its group. Who answered is told of another time or place; more room lets in who waits. Refuses NotFound
// "event.missing", Forbidden "event.not_yours", Conflict "event.cancelled", Invalid as make_event and "event.capacity_taken".
Result<Event> change_event(db::Transaction&, const EventTongue&, EventId, AccountId by, const EventChange&, Time now);
// One time of those that recur, by itself: called off, or at another time. Who comes to it is told. Refuses likewise, and NotFound
// "event.time_missing", Conflict "event.recurs_not", "event.time_cancelled", "event.over", Invalid "event.too_many_exceptions".
struct TimeChange {
    Time at;
    bool is_cancelled = false;
    std::string starts_at, ends_at;  // else, as of an EventDraft
};
Result<Event> change_time(db::Transaction&, const EventTongue&, EventId, AccountId by, const TimeChange&, Time now);
// It stays to be read and says that it does not take place; who answered is told. Refuses likewise.
Result<Event> cancel_event(db::Transaction&, const EventTongue&, EventId, AccountId by, Time now);
bool may_change(db::Reader&, const Event&, social::Viewer);
// None where nothing that is to be seen is attached.
const social::Media* picture_among(std::span<const social::Media>);

// None when there is none, or the viewer may not see it.
std::optional<Event> find_event(db::Reader&, EventId, social::Viewer);
std::optional<Event> event_of(db::Reader&, StatusId);  // whoever looks: the status was seen already
// The status is gone, and with it the event and what was answered. For StatusDeleted, inside.
void forget_event(db::Transaction&, StatusId);

struct EventQuery {
    std::optional<DomainId> domain;
    std::optional<AccountId> host, group;
    std::optional<EventId> after;  // behind this one, in the order of their next time
    bool is_over = false;          // those that are over, the latest first
    int limit = 20;
};
// What the viewer may see of them, the next to come first.
std::vector<Event> events_among(db::Reader&, const EventQuery&, social::Viewer, Time now);
// The same for whoever looks after the place, from outside: whoever may see them.
std::vector<Event> events_in_care(db::Reader&, const EventQuery&, Time now);
std::optional<Event> find_in_care(db::Reader&, EventId);
// To come, that somebody holds or said yes or maybe to.
std::vector<Event> events_with(db::Reader&, AccountId, Time now, int limit);

// What recurs goes on to its next time. For a job; answers how many did.
int advance_events(db::Database&, Time now);

}  // namespace favilla::community
