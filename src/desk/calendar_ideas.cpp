// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/text.h"
#include "base/trimmed.h"
#include "desk/calendar.h"

namespace favilla::desk {

namespace {

constexpr std::string_view columns = "SELECT id, page_id, changed_by, title, starts_at, time_zone, rule FROM calendar_ideas ";

CalendarIdea read_idea(const db::Row& row)
{
    return {.id = row.get<CalendarIdeaId>(0),
            .page = row.get<AccountId>(1),
            .changed_by = row.get<AccountId>(2),
            .title = row.get<std::string>(3),
            .starts_at = row.get<Time>(4),
            .time_zone = row.get<std::string>(5),
            .rule = row.get<std::string>(6)};
}

Result<CalendarIdea> checked(CalendarIdea idea)
{
    idea.title = std::string{trimmed(idea.title)};
    if (idea.title.empty()) return refuse(ErrorCode::Invalid, "calendar.idea_blank");
    if (grapheme_count(idea.title) > max_idea_title)
        return refuse(ErrorCode::Invalid, "calendar.idea_too_long", {{"max", std::to_string(max_idea_title)}});
    if (!idea.rule.empty()) {
        TRY(auto rule, parse_rule(idea.rule));
        idea.rule = rule_text(rule);
    }
    return idea;
}

}  // namespace

Series CalendarIdea::series() const
{
    auto zone = TimeZone::find(time_zone);
    auto parsed = rule.empty() ? std::optional<Recurrence>{} : std::optional{parse_rule(rule).value()};
    return {starts_at, zone ? *zone : TimeZone::find("UTC").value(), parsed};
}

std::vector<CalendarIdea> ideas_of(db::Reader& reader, AccountId page)
{
    std::vector<CalendarIdea> found;
    for (const auto& row : reader.rows(std::string{columns} + "WHERE page_id = $1 ORDER BY id", page))
        found.push_back(read_idea(row));
    return found;
}

std::optional<CalendarIdea> find_idea(db::Reader& reader, AccountId page, CalendarIdeaId id)
{
    auto row = reader.row(std::string{columns} + "WHERE id = $1 AND page_id = $2", id, page);
    return row ? std::optional{read_idea(*row)} : std::nullopt;
}

Result<CalendarIdeaId> add_idea(db::Transaction& tx, CalendarIdea idea, Time now)
{
    TRY(auto ready, checked(std::move(idea)));
    auto count = tx.value<std::int64_t>("SELECT count(*) FROM calendar_ideas WHERE page_id = $1", ready.page).value_or(0);
    if (count >= most_ideas) return refuse(ErrorCode::Conflict, "calendar.ideas_too_many", {{"max", std::to_string(most_ideas)}});
    auto id = tx.new_id<CalendarIdeaId>(now);
    tx.run("INSERT INTO calendar_ideas (id, page_id, title, starts_at, time_zone, rule, changed_by, changed_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
           id, ready.page, ready.title, ready.starts_at, ready.time_zone, ready.rule, ready.changed_by, now);
    return id;
}

Result<void> change_idea(db::Transaction& tx, CalendarIdea idea, Time now)
{
    TRY(auto ready, checked(std::move(idea)));
    auto changed = tx.run("UPDATE calendar_ideas SET title = $3, starts_at = $4, time_zone = $5, rule = $6, changed_by = $7, "
                          "changed_at = $8 WHERE id = $1 AND page_id = $2",
                          ready.id, ready.page, ready.title, ready.starts_at, ready.time_zone, ready.rule, ready.changed_by, now);
    if (changed == 0) return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

bool remove_idea(db::Transaction& tx, AccountId page, CalendarIdeaId id)
{
    return tx.run("DELETE FROM calendar_ideas WHERE id = $1 AND page_id = $2", id, page) > 0;
}

}  // namespace favilla::desk
