// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/calendar.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "community/events.h"
#include "community/group_members.h"
#include "community/team_events.h"
#include "desk/calendar_trials.h"
#include "desk/settings.h"
#include "jobs/events.h"

namespace favilla::desk {

namespace {

using community::PageAct;

constexpr int most_out = 1000, most_events = 200, most_times = 200;
constexpr Duration pauses_of = days(90);
constexpr std::int64_t longest_words = 280;  // graphemes that stand in a calendar

struct Written {
    StatusId id;
    Time at;
    std::string text;
    std::optional<AccountId> person;
};

// What the page began, for others to read; the newest so many, by their time.
std::vector<Written> written_between(db::Reader& reader, AccountId page, Time from, Time until)
{
    std::vector<Written> found;
    for (
        const auto& row : reader.rows(
            "SELECT id, created_at, text, person_id FROM statuses WHERE account_id = $1 AND id >= $2 AND id < $3 "
            "AND deleted_at IS NULL AND boost_of_id IS NULL AND in_reply_to_id IS NULL AND visibility < $4 ORDER BY id DESC LIMIT $5",
            page, first_id_at(from), first_id_at(until), int(social::Visibility::Direct), most_out))
        found.push_back({row.get<StatusId>(0), row.get<Time>(1), row.get<std::string>(2), row.get<std::optional<AccountId>>(3)});
    std::ranges::reverse(found);
    return found;
}

struct Looker {
    db::Reader& reader;
    const community::Page& page;
    const social::Voice& voice;
    Time now;
};

CalendarEntry shown(const Looker& look, const social::ScheduledStatus& planned)
{
    bool tends = may_tend(look.page, look.voice, planned);
    return {.kind = planned.refusal.empty() ? CalendarKind::Planned : CalendarKind::Held,
            .id = planned.id.value,
            .at = planned.at,
            .until = {},
            .text = planned.draft.text,
            .person = planned.draft.person,
            .refusal = planned.refusal,
            .may_move = tends,
            .may_send = tends};
}

void add_drafts(const Looker& look, CalendarView& view)
{
    for (const auto& draft : community::drafts_between(look.reader, look.page.id, view.from, view.until)) {
        auto may = [&](community::DraftActKind kind) { return community::may(look.reader, look.page, look.voice, draft, kind); };
        view.entries.push_back(
            {.kind = draft.state == community::DraftState::Review ? CalendarKind::Waiting : CalendarKind::Draft,
             .id = draft.id.value,
             .at = draft.words.at.value_or(Time{}),
             .until = {},
             .text = draft.words.text,
             .person = draft.author,
             .refusal = {},
             .may_move = !draft.event && may(community::DraftActKind::Change),
             .may_send = may(community::DraftActKind::Publish)});
    }
}

void add_event(const community::Event& event, CalendarView& view)
{
    if (event.cancelled_at) return;
    for (auto at : occurrences(event.series(), view.from - event.lasts, most_times)) {
        if (at >= view.until) break;
        view.entries.push_back({.kind = CalendarKind::Event,
                                .id = event.id.value,
                                .at = at,
                                .until = event.has_end ? std::optional{at + event.lasts} : std::nullopt,
                                .text = event.title,
                                .person = {},
                                .refusal = {}});
    }
}

// Of the page, and of the groups that it looks after.
void add_events(const Looker& look, CalendarView& view)
{
    std::vector<community::EventQuery> queries{
        {.domain = {}, .host = look.page.id, .group = {}, .after = {}, .limit = most_events}};
    for (auto group : community::groups_with(look.reader, look.page.id))
        if (community::standing_in(look.reader, group, look.page.id).role)
            queries.push_back({.domain = {}, .host = {}, .group = group, .after = {}, .limit = most_events});
    std::vector<community::EventId> seen;
    for (auto query : queries)
        for (bool is_over : {false, true}) {
            if (is_over && view.from >= look.now) continue;
            query.is_over = is_over;
            for (const auto& event : community::events_among(look.reader, query, look.page.id, look.now)) {
                if (std::ranges::find(seen, event.id) != seen.end()) continue;
                seen.push_back(event.id);
                add_event(event, view);
            }
        }
}

void add_ideas(const Looker& look, CalendarView& view)
{
    for (const auto& idea : ideas_of(look.reader, look.page.id))
        for (auto at : occurrences(idea.series(), view.from, most_times)) {
            if (at >= view.until) break;
            view.entries.push_back({.kind = CalendarKind::Idea,
                                    .id = idea.id.value,
                                    .at = at,
                                    .until = {},
                                    .text = idea.title,
                                    .person = idea.changed_by,
                                    .refusal = {}});
        }
}

// The hours that chance drew.
void add_slots(const Looker& look, CalendarView& view)
{
    for (const auto& trial : trials_of(look.reader, look.page.id))
        for (const auto& one : trial.days) {
            auto at = view.zone.at({one.day, minutes(one.is_first ? trial.first_hour : trial.second_hour)});
            if (at >= view.from && at < view.until)
                view.entries.push_back({.kind = CalendarKind::Slot,
                                        .id = trial.id.value,
                                        .at = at,
                                        .until = {},
                                        .text = {},
                                        .person = {},
                                        .refusal = {}});
        }
}

// From what went out last, over what is to go out, to the end of what is looked at.
void see_gaps(const Looker& look, CalendarView& view)
{
    auto before = written_between(look.reader, look.page.id, look.now - pauses_of, look.now + milliseconds(1));
    std::vector<Time> out, coming;
    for (const auto& one : before) out.push_back(one.at);
    view.usual_pause = usual_pause(out);
    if (view.until <= look.now) return;
    for (const auto& one : social::scheduled_between(look.reader, look.page.id, look.now, view.until))
        if (one.refusal.empty()) coming.push_back(one.at);
    for (const auto& one : community::drafts_between(look.reader, look.page.id, look.now, view.until))
        coming.push_back(one.words.at.value_or(Time{}));
    auto found = stretches(coming, out.empty() ? look.now : out.back(), view.until);
    std::erase_if(found, [&](const Gap& gap) { return gap.until <= view.from; });
    view.longest = longest(found);
    if (view.usual_pause) view.gaps = gaps_seen(found, *view.usual_pause);
}

void shorten(std::vector<CalendarEntry>& entries)
{
    for (auto& entry : entries) entry.text = std::string{truncated(entry.text, longest_words)};
}

CalendarView view_between(const Looker& look, Time from, Time until)
{
    CalendarView view{.zone = zone_of(look.reader, look.page.id), .from = from, .until = until, .entries = {}, .held = {}};
    for (const auto& one : social::scheduled_between(look.reader, look.page.id, from, until))
        view.entries.push_back(shown(look, one));
    for (const auto& one : social::not_gone_out(look.reader, look.page.id)) view.held.push_back(shown(look, one));
    add_drafts(look, view);
    for (const auto& one : written_between(look.reader, look.page.id, from, until))
        view.entries.push_back({.kind = CalendarKind::Out,
                                .id = one.id.value,
                                .at = one.at,
                                .until = {},
                                .text = one.text,
                                .person = one.person,
                                .refusal = {}});
    add_events(look, view);
    add_ideas(look, view);
    add_slots(look, view);
    std::ranges::sort(view.entries, {}, [](const CalendarEntry& entry) { return std::tuple{entry.at, entry.kind, entry.id}; });
    shorten(view.entries);
    shorten(view.held);
    see_gaps(look, view);
    view.may_plan =
        community::may(look.voice.role, PageAct::Keep, false, false) || look.voice.role == social::PageRole::Contributor;
    return view;
}

Result<social::ScheduledStatus> find_tended(db::Reader& reader, const community::Page& page, const social::Voice& voice,
                                            ScheduledStatusId id)
{
    auto planned = social::find_scheduled(reader, page.id, id);
    if (!planned) return refuse(ErrorCode::NotFound, "record.not_found");
    if (!may_tend(page, voice, *planned)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    return *planned;
}

void note(db::Transaction& tx, const social::Voice& voice, std::string_view act, ScheduledStatusId id, Time now)
{
    auto object = to_string(id);
    community::note_page_act(tx, {.page = voice.page, .by = voice.person, .act = act, .object = object}, now);
    jobs::publish(tx, community::TeamChanged{voice.page, std::nullopt});  // who has it open sees it
}

}  // namespace

std::string_view name_of(CalendarKind kind)
{
    switch (kind) {
    case CalendarKind::Planned: return "planned";
    case CalendarKind::Held: return "held";
    case CalendarKind::Draft: return "draft";
    case CalendarKind::Waiting: return "waiting";
    case CalendarKind::Out: return "out";
    case CalendarKind::Event: return "event";
    case CalendarKind::Idea: return "idea";
    case CalendarKind::Slot: return "slot";
    }
    return "";
}

TimeZone zone_of(db::Reader& reader, AccountId page)
{
    auto zone = TimeZone::find(settings_of(reader, page).time_zone);
    return zone ? *zone : TimeZone::find("UTC").value();
}

Result<CalendarView> calendar_of(db::Reader& reader, const community::Page& page, const social::Voice& voice,
                                 std::int64_t first_day, std::int64_t last_day, Time now)
{
    if (last_day < first_day || last_day - first_day >= most_calendar_days)
        return refuse(ErrorCode::Invalid, "calendar.days", {{"max", std::to_string(most_calendar_days)}});
    auto zone = zone_of(reader, page.id);
    return view_between({reader, page, voice, now}, zone.at({first_day, {}}), zone.at({last_day + 1, {}}));
}

bool may_tend(const community::Page& page, const social::Voice& voice, const social::ScheduledStatus& planned)
{
    if (community::may(voice.role, PageAct::Keep, page.reviews, false)) return true;
    return voice.role == social::PageRole::Contributor && !page.reviews && planned.draft.person == voice.person;
}

Result<void> move_planned(db::Transaction& tx, const community::Page& page, const social::Voice& voice, ScheduledStatusId id,
                          Time at, Time now)
{
    CHECKED(find_tended(tx, page, voice, id));
    CHECKED(social::change_scheduled(tx, page.id, id, {.at = at, .draft = {}}, now));
    note(tx, voice, "reschedule", id, now);
    return {};
}

Result<StatusId> send_planned(db::Transaction& tx, const community::Page& page, const social::Voice& voice, ScheduledStatusId id,
                              Time now)
{
    CHECKED(find_tended(tx, page, voice, id));
    TRY(auto status, social::send_scheduled(tx, page.id, id, now));
    note(tx, voice, "send_planned", id, now);
    return status.id;
}

Result<void> drop_planned(db::Transaction& tx, const community::Page& page, const social::Voice& voice, ScheduledStatusId id,
                          Time now)
{
    CHECKED(find_tended(tx, page, voice, id));
    CHECKED(social::unschedule(tx, page.id, id, now));
    note(tx, voice, "unschedule", id, now);
    return {};
}

std::optional<CalendarView> calendar_for_feed(db::Reader& reader, const FeedOwner& owner, Time now)
{
    auto page = community::find_page(reader, owner.page);
    auto role = page ? social::role_for_page(reader, owner.page, owner.person) : std::nullopt;
    if (!role) return std::nullopt;
    social::Voice voice{owner.page, owner.person, *role, {}};
    return view_between({reader, *page, voice, now}, now - feed_back, now + feed_ahead);
}

}  // namespace favilla::desk
