// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/calendar.h — the calendar of a page: what is planned, what waits to be let out, what did not go out, what did, the events of the page
// and of its groups, and what its team means to write again and again. Planned posts are those of the client API (social/scheduled.h), drafts
// those of the team (community/page_drafts.h): nothing stands here twice, and nothing is written by itself. By the clock of the desk's zone.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/recurrence.h"
#include "base/time_zone.h"
#include "community/page_drafts.h"
#include "desk/calendar_gaps.h"
#include "social/scheduled.h"

namespace favilla::desk {

using CalendarIdeaId = Id<struct CalendarIdeaTag>;

enum class CalendarKind { Planned, Held, Draft, Waiting, Out, Event, Idea, Slot };
std::string_view name_of(CalendarKind);  // "planned", …

struct CalendarEntry {
    CalendarKind kind = CalendarKind::Planned;
    std::int64_t id = 0;  // of the planned post, the draft, the status, the event, the idea, the trial
    Time at;
    std::optional<Time> until;        // of an event
    std::string text;                 // its words, or its title
    std::optional<AccountId> person;  // who wrote it
    std::string refusal;              // of what is held: a key of locale/
    bool may_move = false, may_send = false;
};

struct CalendarView {
    TimeZone zone;
    Time from, until;
    std::vector<CalendarEntry> entries;  // by their time
    std::vector<CalendarEntry> held;     // all that did not go out, wherever it lies
    std::optional<Duration> usual_pause;
    std::optional<Gap> longest;  // of what is to come
    std::vector<Gap> gaps;
    bool may_plan = false;
};

inline constexpr std::int64_t most_calendar_days = 62;
TimeZone zone_of(db::Reader&, AccountId page);
// Of days since 1970-01-01 in the page's zone, both included. Refuses Invalid "calendar.days".
Result<CalendarView> calendar_of(db::Reader&, const community::Page&, const social::Voice&, std::int64_t first_day,
                                 std::int64_t last_day, Time now);

// Who may move, send or drop a planned post: an editor or an owner; and who wrote it, where the page asks for no review.
bool may_tend(const community::Page&, const social::Voice&, const social::ScheduledStatus&);
// All refuse NotFound "record.not_found", Forbidden "page.not_allowed", and as social/scheduled.h and community/page_drafts.h do. Each is
// written down.
Result<void> move_planned(db::Transaction&, const community::Page&, const social::Voice&, ScheduledStatusId, Time at, Time now);
Result<StatusId> send_planned(db::Transaction&, const community::Page&, const social::Voice&, ScheduledStatusId, Time now);
Result<void> drop_planned(db::Transaction&, const community::Page&, const social::Voice&, ScheduledStatusId, Time now);

// A reminder to write something, never a post.
struct CalendarIdea {
    CalendarIdeaId id;
    AccountId page, changed_by;
    std::string title;
    Time starts_at;
    std::string time_zone;
    std::string rule;  // base/recurrence.h; empty: once
    Series series() const;
};
inline constexpr int most_ideas = 50;
inline constexpr std::size_t max_idea_title = 200;  // graphemes
std::vector<CalendarIdea> ideas_of(db::Reader&, AccountId page);
std::optional<CalendarIdea> find_idea(db::Reader&, AccountId page, CalendarIdeaId);
// Refuse Invalid "calendar.idea_blank", "calendar.idea_too_long", "event.rule", Conflict "calendar.ideas_too_many", NotFound.
Result<CalendarIdeaId> add_idea(db::Transaction&, CalendarIdea, Time now);
Result<void> change_idea(db::Transaction&, CalendarIdea, Time now);
bool remove_idea(db::Transaction&, AccountId page, CalendarIdeaId);

// The same for the calendars of others (iCalendar), at an address that is told to nobody: of one page and one person of its team, and good as
// long as they are of it.
std::string new_feed_secret(db::Transaction&, const Random&, AccountId page, AccountId person, Time now);  // the one before ends
void end_feed(db::Transaction&, AccountId page, AccountId person);
std::optional<Time> feed_since(db::Reader&, AccountId page, AccountId person);
struct FeedOwner {
    AccountId page, person;
};
std::optional<FeedOwner> feed_owner(db::Reader&, std::string_view secret);
struct FeedFrame {
    std::string name;  // of the page, as it is shown
    std::string host;  // the right half of each UID
    std::string page_url;
    std::string waiting, held, idea;  // before the words of what is no plan yet: "To be approved: "
    std::string slot;                 // an hour that chance drew
};
inline constexpr Duration feed_back = days(14), feed_ahead = days(180);
std::optional<CalendarView> calendar_for_feed(db::Reader&, const FeedOwner&, Time now);  // none: not of the team any more
// A page's ideas and addresses, and somebody's addresses, when they are gone for good.
void forget_calendar_of_deleted(db::Transaction&, AccountId);
std::string feed_text(const FeedFrame&, const CalendarView&, Time now);

}  // namespace favilla::desk
