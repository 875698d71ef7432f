// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/pace.h"

#include <algorithm>

#include "desk/acts.h"
#include "desk/settings.h"
#include "desk/sheet.h"

namespace favilla::desk {

namespace {

constexpr std::string_view columns = "id, page_id, account_id, first_day, last_day, to_id";
constexpr int begun_at_once = 200;

Absence read_absence(const db::Row& row)
{
    return {.id = row.get<AbsenceId>(0),
            .page = row.get<AccountId>(1),
            .person = row.get<AccountId>(2),
            .first_day = row.get<std::int64_t>(3),
            .last_day = row.get<std::int64_t>(4),
            .to = row.get<std::optional<AccountId>>(5)};
}

std::int64_t day_there(db::Reader& reader, AccountId page, Time at)
{
    return hours_of(settings_of(reader, page)).zone.local(at).day;
}

bool is_away_meanwhile(db::Reader& reader, const Absence& planned, AccountId who)
{
    return reader
        .row("SELECT 1 FROM desk_absences WHERE page_id = $1 AND account_id = $2 AND first_day <= $3 AND last_day >= $4",
             planned.page, who, planned.last_day, planned.first_day)
        .has_value();
}

// As the person would: each is written down, and their clock stops.
void hand_over_all(db::Transaction& tx, const Absence& absence, Time now)
{
    stop_desk_timer(tx, absence.person, {}, now);
    bool may_be_given = absence.to && may_act(tx, absence.page, *absence.to)
                     && !away_until(tx, absence.page, *absence.to, day_there(tx, absence.page, now));
    auto rows = tx.rows("SELECT id FROM desk_items WHERE holder_id = $1 AND page_id = $2 AND state = 'taken' AND held_until > $3 "
                        "AND closed_at IS NULL",
                        absence.person, absence.page, now);
    for (const auto& row : rows) {
        auto item = row.get<ItemId>(0);
        Wanted wanted{.kind = may_be_given ? ActKind::HandOver : ActKind::Release,
                      .by = absence.person,
                      .to = may_be_given ? absence.to : std::nullopt,
                      .until = {},
                      .words = {}};
        if (act(tx, {&item, 1}, wanted, now)) continue;
        // A report is given to nobody who sees none. Who may act no longer holds nothing: free_held.
        wanted.kind = ActKind::Release;
        (void)act(tx, {&item, 1}, wanted, now);
    }
    tx.run("UPDATE desk_absences SET handed_at = $2 WHERE id = $1", absence.id, now);
}

}  // namespace

Pace pace_of(db::Reader& reader, AccountId page)
{
    auto row = reader.row("SELECT posts, answers, within, minutes FROM desk_paces WHERE page_id = $1", page);
    if (!row) return {};
    return {row->get<std::int64_t>(0), row->get<std::int64_t>(1), row->get<std::int64_t>(2), row->get<std::int64_t>(3)};
}

Result<void> choose_pace(db::Transaction& tx, AccountId page, const Pace& pace, Time now)
{
    auto within = [](std::int64_t value, std::int64_t least, std::int64_t most) { return value >= least && value <= most; };
    if (!within(pace.posts, 0, most_posts_a_week) || !within(pace.answers, 0, most_answers_a_week) || !within(pace.within, 0, 100)
        || !within(pace.minutes, 1, most_minutes_a_day))
        return refuse(ErrorCode::Invalid, "rhythm.pace");
    tx.run("INSERT INTO desk_paces (page_id, posts, answers, within, minutes, changed_at) VALUES ($1, $2, $3, $4, $5, $6) "
           "ON CONFLICT (page_id) DO UPDATE SET posts = excluded.posts, answers = excluded.answers, within = excluded.within, "
           "minutes = excluded.minutes, changed_at = excluded.changed_at",
           page, pace.posts, pace.answers, pace.within, pace.minutes, now);
    return {};
}

std::vector<Absence> absences_of(db::Reader& reader, AccountId page, std::int64_t since_day)
{
    static const auto query =
        "SELECT " + std::string{columns} + " FROM desk_absences WHERE page_id = $1 AND last_day >= $2 ORDER BY first_day, id";
    std::vector<Absence> absences;
    for (const auto& row : reader.rows(query, page, since_day)) absences.push_back(read_absence(row));
    return absences;
}

std::optional<Absence> find_absence(db::Reader& reader, AbsenceId id)
{
    static const auto query = "SELECT " + std::string{columns} + " FROM desk_absences WHERE id = $1";
    auto row = reader.row(query, id);
    return row ? std::optional{read_absence(*row)} : std::nullopt;
}

Result<AbsenceId> plan_absence(db::Transaction& tx, const Absence& said, Time now)
{
    auto today = day_there(tx, said.page, now);
    bool in_order = said.first_day >= today && said.last_day >= said.first_day && said.last_day - said.first_day < longest_absence
                 && said.first_day - today <= longest_absence;
    if (!in_order) return refuse(ErrorCode::Invalid, "rhythm.absence_days", {{"most", std::to_string(longest_absence)}});
    if (said.to && (*said.to == said.person || !may_act(tx, said.page, *said.to) || is_away_meanwhile(tx, said, *said.to)))
        return refuse(ErrorCode::Invalid, "rhythm.substitute");
    auto planned =
        tx.value<std::int64_t>("SELECT count(*) FROM desk_absences WHERE page_id = $1 AND account_id = $2 AND last_day >= $3",
                               said.page, said.person, today);
    if (planned.value_or(0) >= most_absences)
        return refuse(ErrorCode::Conflict, "rhythm.absences_too_many", {{"most", std::to_string(most_absences)}});
    auto absence = said;
    absence.id = tx.new_id<AbsenceId>(now);
    tx.run("INSERT INTO desk_absences (id, page_id, account_id, first_day, last_day, to_id) VALUES ($1, $2, $3, $4, $5, $6)",
           absence.id, absence.page, absence.person, absence.first_day, absence.last_day, absence.to);
    if (absence.first_day <= today) hand_over_all(tx, absence, now);
    return absence.id;
}

Result<void> end_absence(db::Transaction& tx, AbsenceId id, AccountId page, AccountId person)
{
    if (tx.run("DELETE FROM desk_absences WHERE id = $1 AND page_id = $2 AND account_id = $3", id, page, person) == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

std::optional<std::int64_t> away_until(db::Reader& reader, AccountId page, AccountId person, std::int64_t day)
{
    return reader.value<std::int64_t>(
        "SELECT last_day FROM desk_absences WHERE page_id = $1 AND account_id = $2 AND last_day >= $3 "
        "AND first_day <= $3 ORDER BY last_day DESC LIMIT 1",
        page, person, day);
}

void begin_absences(db::Transaction& tx, Time now)
{
    static const auto query = "SELECT " + std::string{columns}
                            + " FROM desk_absences WHERE handed_at IS NULL AND first_day <= $1 ORDER BY first_day, id LIMIT $2";
    // A day ahead of UTC it may have begun somewhere.
    auto tomorrow = start_of_day(now + days(1)).milliseconds / days(1).milliseconds;
    for (const auto& row : tx.rows(query, tomorrow, begun_at_once)) {
        auto absence = read_absence(row);
        if (absence.first_day <= day_there(tx, absence.page, now)) hand_over_all(tx, absence, now);
    }
}

}  // namespace favilla::desk
