// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/settings.h"

#include <algorithm>

#include "base/text.h"
#include "base/trimmed.h"
#include "community/ledger.h"

namespace favilla::desk {

namespace {

constexpr std::size_t most_title = 100, most_text = 5000;  // characters

Week usual_week()
{
    Week week;
    for (std::size_t day = 0; day < 5; ++day) week[day] = {{9 * 60, 18 * 60}};
    return week;
}

Result<Piece> checked(const Piece& piece)
{
    auto ready = piece;
    ready.title = std::string{trimmed(piece.title)};
    ready.text = std::string{trimmed(piece.text)};
    if (ready.title.empty() || ready.text.empty()) return refuse(ErrorCode::Invalid, "desk.piece_blank");
    if (grapheme_count(ready.title) > most_title || grapheme_count(ready.text) > most_text)
        return refuse(ErrorCode::Invalid, "desk.piece_too_long");
    return ready;
}

Piece read_piece(const db::Row& row)
{
    return {.id = row.get<PieceId>(0),
            .page = row.get<AccountId>(1),
            .changed_by = row.get<AccountId>(2),
            .title = row.get<std::string>(3),
            .text = row.get<std::string>(4),
            .changed_at = row.get<Time>(5)};
}

// One blank between words, none around, and no "@who" at the begin: what is left is what was said.
std::string bare(std::string_view words)
{
    std::string text;
    bool begins = true;
    for (auto rest = trimmed(words); !rest.empty();) {
        auto end = rest.find_first_of(" \t\r\n");
        auto word = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : trimmed(rest.substr(end));
        if (begins && word.starts_with('@')) continue;
        begins = false;
        if (!text.empty()) text += ' ';
        text += word;
    }
    return text;
}

}  // namespace

Hours hours_of(const PageSettings& settings)
{
    // A zone that a newer data base no longer names is read as UTC rather than not at all.
    auto zone = TimeZone::find(settings.time_zone);
    return {.zone = zone ? *zone : TimeZone::find("UTC").value(),
            .week = settings.week,
            .holidays = {settings.holidays.begin(), settings.holidays.end()}};
}

PageSettings settings_of(db::Reader& reader, AccountId page)
{
    PageSettings settings;
    settings.week = usual_week();
    auto row = reader.row("SELECT time_zone, hours, target FROM desk_pages WHERE page_id = $1", page);
    if (!row) return settings;
    settings.time_zone = row->get<std::string>(0);
    if (auto week = parse_week(row->get<std::string_view>(1))) settings.week = *std::move(week);
    settings.target = Duration{row->get<std::int64_t>(2)};
    for (const auto& day : reader.rows("SELECT day FROM desk_holidays WHERE page_id = $1 ORDER BY day", page))
        settings.holidays.push_back(day.get<std::int64_t>(0));
    return settings;
}

Result<void> change_settings(db::Transaction& tx, AccountId page, const PageSettings& settings, Time now)
{
    if (!TimeZone::find(settings.time_zone))
        return refuse(ErrorCode::Invalid, "desk.zone_unknown", {{"zone", settings.time_zone}});
    if (settings.target < least_target || settings.target > most_target) return refuse(ErrorCode::Invalid, "desk.target_invalid");
    if (settings.holidays.size() > most_holidays) return refuse(ErrorCode::Invalid, "desk.holidays_too_many");
    tx.run(
        "INSERT INTO desk_pages (page_id, time_zone, hours, target, changed_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (page_id) DO UPDATE SET time_zone = excluded.time_zone, hours = excluded.hours, target = excluded.target, "
        "changed_at = excluded.changed_at",
        page, settings.time_zone, week_text(settings.week), settings.target, now);
    tx.run("DELETE FROM desk_holidays WHERE page_id = $1", page);
    for (auto day : settings.holidays)
        tx.run("INSERT INTO desk_holidays (page_id, day) VALUES ($1, $2) ON CONFLICT DO NOTHING", page, day);
    return {};
}

std::optional<std::int64_t> due_anew(db::Transaction& tx, AccountId page, std::int64_t after, int most)
{
    DueTimes times{tx, page};
    auto rows = tx.rows(
        "SELECT i.id, i.since, CASE WHEN i.kind = 'report' THEN '' ELSE coalesce(l.standing, '') END FROM desk_items i LEFT JOIN ledger_people l ON l.account_id = i.author_id "
        "WHERE i.page_id = $1 AND i.id > $2 AND i.closed_at IS NULL ORDER BY i.id LIMIT $3",
        page, after, most);
    for (const auto& row : rows) {
        auto due = times.of(row.get<Time>(1), row.get<std::string_view>(2));
        tx.run("UPDATE desk_items SET due_at = $2, due_by = $3 WHERE id = $1", row.get<std::int64_t>(0), due.at,
               due.by_standing ? "standing" : "target");
    }
    return rows.empty() ? std::nullopt : std::optional{rows[rows.size() - 1].get<std::int64_t>(0)};
}

DueTimes::DueTimes(const PageSettings& settings) : hours_(hours_of(settings)), target_(settings.target) {}

DueTimes::DueTimes(db::Reader& reader, AccountId page) : DueTimes(settings_of(reader, page)) {}

Due DueTimes::of(Time since, std::string_view standing) const
{
    Due due{due_after(hours_, since, target_)};
    auto reached = community::parse_standing(standing).value_or(community::Standing::None);
    auto promised = since + community::rule_of(reached).answered_in;
    if (reached != community::Standing::None && promised < due.at) due = {promised, true};
    return due;
}

std::function<Time(Time since)> promise_of(db::Reader& reader, AccountId page)
{
    return [times = DueTimes{reader, page}](Time since) { return times.of(since, {}).at; };
}

std::vector<Piece> pieces_of(db::Reader& reader, AccountId page)
{
    std::vector<Piece> found;
    for (const auto& row : reader.rows(
             "SELECT id, page_id, changed_by, title, text, changed_at FROM desk_pieces WHERE page_id = $1 ORDER BY id", page))
        found.push_back(read_piece(row));
    return found;
}

std::optional<Piece> find_piece(db::Reader& reader, PieceId id)
{
    auto row = reader.row("SELECT id, page_id, changed_by, title, text, changed_at FROM desk_pieces WHERE id = $1", id);
    return row ? std::optional{read_piece(*row)} : std::nullopt;
}

Result<PieceId> add_piece(db::Transaction& tx, const Piece& piece, Time now)
{
    TRY(auto ready, checked(piece));
    auto count = tx.value<std::int64_t>("SELECT count(*) FROM desk_pieces WHERE page_id = $1", piece.page).value_or(0);
    if (count >= most_pieces) return refuse(ErrorCode::Conflict, "desk.pieces_too_many");
    auto id = tx.new_id<PieceId>(now);
    tx.run("INSERT INTO desk_pieces (id, page_id, title, text, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6)", id,
           ready.page, ready.title, ready.text, ready.changed_by, now);
    return id;
}

Result<void> change_piece(db::Transaction& tx, const Piece& piece, Time now)
{
    TRY(auto ready, checked(piece));
    auto changed = tx.run("UPDATE desk_pieces SET title = $2, text = $3, changed_by = $4, changed_at = $5 WHERE id = $1",
                          ready.id, ready.title, ready.text, ready.changed_by, now);
    if (changed == 0) return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

void remove_piece(db::Transaction& tx, PieceId id) { tx.run("DELETE FROM desk_pieces WHERE id = $1", id); }

bool is_bare_piece(db::Reader& reader, AccountId page, std::string_view words)
{
    auto said = bare(words);
    return std::ranges::any_of(pieces_of(reader, page), [&](const Piece& piece) { return bare(piece.text) == said; });
}

}  // namespace favilla::desk
