// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/sheet.h"

#include <algorithm>
#include <array>

#include "base/money.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "desk/acts.h"
#include "desk/settings.h"
#include "social/accounts.h"
#include "social/users.h"

namespace favilla::desk {

namespace {

constexpr std::array<std::string_view, 3> made_names = {"hand", "timer", "cut"};
constexpr std::string_view columns =
    "id, page_id, account_id, day, minutes, effort_id, group_id, note, item_id, made_by, changed_at";

HoursLine read_line(const db::Row& row)
{
    HoursLine line;
    line.id = row.get<HoursId>(0);
    line.page = row.get<AccountId>(1);
    line.person = row.get<AccountId>(2);
    line.day = row.get<std::int64_t>(3);
    line.minutes = row.get<std::int64_t>(4);
    line.effort = row.get<std::optional<analytics::EffortId>>(5);
    line.group = row.get<std::optional<AccountId>>(6);
    line.note = row.get<std::string>(7);
    line.item = row.get<std::optional<ItemId>>(8);
    line.made_by = static_cast<MadeBy>(std::ranges::find(made_names, row.get<std::string_view>(9)) - made_names.begin());
    line.changed_at = row.get<Time>(10);
    return line;
}

std::unexpected<Error> too_much(std::string key, auto most)
{
    return refuse(ErrorCode::Invalid, std::move(key), {{"most", std::to_string(most)}});
}

std::int64_t day_there(db::Reader& reader, AccountId page, Time at)
{
    return hours_of(settings_of(reader, page)).zone.local(at).day;
}

Result<HoursDraft> checked(db::Reader& reader, const HoursDraft& said, Time now)
{
    auto draft = said;
    draft.note = trimmed(said.note);
    if (draft.minutes < 1 || draft.minutes > most_minutes_a_line) return too_much("rhythm.minutes", most_minutes_a_line);
    auto today = day_there(reader, draft.page, now);
    if (draft.day > today || draft.day < today - oldest_line) return refuse(ErrorCode::Invalid, "rhythm.day");
    if (grapheme_count(draft.note) > most_hours_note) return too_much("rhythm.note", most_hours_note);
    if (draft.effort && draft.group) return refuse(ErrorCode::Invalid, "rhythm.both");
    if (!draft.effort && !draft.group) return draft;
    auto may = may_book_to(reader, draft.page, draft.person);
    if (draft.effort && std::ranges::find(may.efforts, *draft.effort, &analytics::Effort::id) == may.efforts.end())
        return refuse(ErrorCode::Invalid, "rhythm.effort");
    if (draft.group && std::ranges::find(may.groups, *draft.group) == may.groups.end())
        return refuse(ErrorCode::Invalid, "rhythm.group");
    return draft;
}

struct Clock {
    DeskTimer timer;
    AccountId person;
};

// What it measured, a minute at least; no more than a claim lasts.
void book_clock(db::Transaction& tx, const Clock& clock, Time now)
{
    const auto& [timer, person] = clock;
    auto ran = now - timer.started_at;
    bool is_cut = ran > claim_lasts;
    auto measured = divide_half_even(std::min(ran, claim_lasts).milliseconds, minutes(1).milliseconds);
    tx.run("DELETE FROM desk_timers WHERE account_id = $1", person);
    tx.run("INSERT INTO desk_hours (id, page_id, account_id, day, minutes, item_id, note, made_by, changed_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8)",
           tx.new_id<HoursId>(now), timer.page, person, day_there(tx, timer.page, timer.started_at),
           std::max<std::int64_t>(1, measured), timer.item, name_of(is_cut ? MadeBy::Cut : MadeBy::Timer), now);
}

DeskTimer read_timer(const db::Row& row) { return {row.get<AccountId>(0), row.get<ItemId>(1), row.get<Time>(2)}; }

}  // namespace

std::string_view name_of(MadeBy made) { return made_names[static_cast<std::size_t>(made)]; }

BookedTo may_book_to(db::Reader& reader, AccountId page, AccountId person)
{
    BookedTo may;
    for (const auto& row : reader.rows("SELECT r.group_id FROM group_roles r JOIN accounts a ON a.id = r.group_id "
                                       "WHERE r.account_id = $1 AND a.deleted_at IS NULL ORDER BY r.group_id",
                                       person))
        may.groups.push_back(row.get<AccountId>(0));
    auto account = social::find_account(reader, page);
    auto user = social::find_user(reader, person);
    if (!account || !account->domain || !user) return may;
    auto now = Time{};  // a series is looked up by its name alone
    for (auto& effort : analytics::efforts_of(reader, *account->domain)) {
        auto series = analytics::find_series(reader, effort.domain, effort.target, now);
        if (user->role != social::Role::User || (series && series->page == page)) may.efforts.push_back(std::move(effort));
    }
    return may;
}

Result<HoursId> book_hours(db::Transaction& tx, const HoursDraft& said, Time now)
{
    TRY(auto draft, checked(tx, said, now));
    auto lines = tx.value<std::int64_t>("SELECT count(*) FROM desk_hours WHERE account_id = $1 AND page_id = $2 AND day = $3",
                                        draft.person, draft.page, draft.day);
    if (lines.value_or(0) >= most_lines_a_day) return too_much("rhythm.too_many", most_lines_a_day);
    auto id = tx.new_id<HoursId>(now);
    tx.run("INSERT INTO desk_hours (id, page_id, account_id, day, minutes, effort_id, group_id, note, made_by, changed_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'hand', $9)",
           id, draft.page, draft.person, draft.day, draft.minutes, draft.effort, draft.group, draft.note, now);
    return id;
}

Result<void> correct_hours(db::Transaction& tx, HoursId id, const HoursDraft& said, Time now)
{
    // What it was booked to stays allowed: a group may have another lead by now.
    auto row = tx.row("SELECT effort_id, group_id FROM desk_hours WHERE id = $1 AND account_id = $2 AND page_id = $3", id,
                      said.person, said.page);
    if (!row) return refuse(ErrorCode::NotFound, "record.not_found");
    auto unbooked = said;
    if (said.effort == row->get<std::optional<analytics::EffortId>>(0)) unbooked.effort = {};
    if (said.group == row->get<std::optional<AccountId>>(1)) unbooked.group = {};
    if (said.effort && said.group) return refuse(ErrorCode::Invalid, "rhythm.both");
    TRY(auto draft, checked(tx, unbooked, now));
    tx.run(
        "UPDATE desk_hours SET day = $2, minutes = $3, effort_id = $4, group_id = $5, note = $6, made_by = 'hand', changed_at = $7 "
        "WHERE id = $1",
        id, draft.day, draft.minutes, said.effort, said.group, draft.note, now);
    return {};
}

Result<void> strike_hours(db::Transaction& tx, HoursId id, AccountId page, AccountId person)
{
    if (tx.run("DELETE FROM desk_hours WHERE id = $1 AND account_id = $2 AND page_id = $3", id, person, page) == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

std::vector<HoursLine> all_hours_of(db::Reader& reader, AccountId person)
{
    static const auto query = "SELECT " + std::string{columns} + " FROM desk_hours WHERE account_id = $1 ORDER BY day, id";
    std::vector<HoursLine> lines;
    for (const auto& row : reader.rows(query, person)) lines.push_back(read_line(row));
    return lines;
}

std::vector<HoursLine> hours_of_person(db::Reader& reader, AccountId page, AccountId person, std::int64_t first,
                                       std::int64_t last)
{
    static const auto query =
        "SELECT " + std::string{columns}
        + " FROM desk_hours WHERE account_id = $1 AND page_id = $2 AND day >= $3 AND day <= $4 ORDER BY day, id";
    std::vector<HoursLine> lines;
    for (const auto& row : reader.rows(query, person, page, first, last)) lines.push_back(read_line(row));
    return lines;
}

HoursSum hours_of_page(db::Reader& reader, AccountId page, std::int64_t first, std::int64_t last)
{
    auto row = reader.row("SELECT CAST(coalesce(sum(minutes), 0) AS BIGINT), count(DISTINCT account_id) FROM desk_hours "
                          "WHERE page_id = $1 AND day >= $2 AND day <= $3",
                          page, first, last);
    return {row->get<std::int64_t>(0), row->get<std::int64_t>(1)};
}

std::int64_t minutes_for(db::Reader& reader, analytics::EffortId effort)
{
    return reader
        .value<std::int64_t>("SELECT CAST(coalesce(sum(minutes), 0) AS BIGINT) FROM desk_hours WHERE effort_id = $1", effort)
        .value_or(0);
}

std::optional<DeskTimer> find_desk_timer(db::Reader& reader, AccountId person)
{
    auto row = reader.row("SELECT page_id, item_id, started_at FROM desk_timers WHERE account_id = $1", person);
    return row ? std::optional{read_timer(*row)} : std::nullopt;
}

void start_desk_timer(db::Transaction& tx, const Item& item, AccountId person, Time now)
{
    auto runs = find_desk_timer(tx, person);
    // Taken once more, it is held for longer, and measured on.
    if (runs && runs->item == item.id && now - runs->started_at <= claim_lasts) return;
    stop_desk_timer(tx, person, {}, now);
    tx.run("INSERT INTO desk_timers (account_id, page_id, item_id, started_at) VALUES ($1, $2, $3, $4)", person, item.page,
           item.id, now);
}

void stop_desk_timer(db::Transaction& tx, AccountId person, std::optional<ItemId> item, Time now)
{
    auto runs = find_desk_timer(tx, person);
    if (runs && (!item || runs->item == *item)) book_clock(tx, {*runs, person}, now);
}

void drop_desk_timer(db::Transaction& tx, AccountId person, ItemId item, Time now)
{
    tx.run("DELETE FROM desk_timers WHERE account_id = $1 AND item_id = $2 AND started_at > $3", person, item, now - minutes(1));
    stop_desk_timer(tx, person, item, now);
}

void cut_timers(db::Transaction& tx, Time now)
{
    auto rows = tx.rows("SELECT page_id, item_id, started_at, account_id FROM desk_timers WHERE started_at < $1 "
                        "ORDER BY started_at LIMIT 500",
                        now - claim_lasts);
    for (const auto& row : rows) book_clock(tx, {read_timer(row), row.get<AccountId>(3)}, now);
}

bool shares(db::Reader& reader, AccountId page, AccountId person)
{
    return reader.row("SELECT 1 FROM desk_shared WHERE page_id = $1 AND account_id = $2", page, person).has_value();
}

void choose_sharing(db::Transaction& tx, AccountId page, AccountId person, bool wanted)
{
    if (wanted)
        tx.run("INSERT INTO desk_shared (page_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", page, person);
    else
        tx.run("DELETE FROM desk_shared WHERE page_id = $1 AND account_id = $2", page, person);
}

std::vector<AccountId> who_shares(db::Reader& reader, AccountId page)
{
    std::vector<AccountId> people;
    for (const auto& row : reader.rows("SELECT s.account_id FROM desk_shared s JOIN voices v ON v.page_id = s.page_id "
                                       "AND v.account_id = s.account_id WHERE s.page_id = $1 ORDER BY s.account_id",
                                       page))
        people.push_back(row.get<AccountId>(0));
    return people;
}

}  // namespace favilla::desk
