// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/quarter_notes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "integrity/calibration.h"
#include "integrity/chain.h"
#include "integrity/evidence.h"
#include "integrity/findings.h"
#include "integrity/logged_counts.h"
#include "social/act_parts.h"

namespace favilla::integrity {

namespace {

constexpr std::string_view act = "note";

struct Named {
    std::string_view name;
    std::int64_t QuarterNote::* figure;
    std::array<std::string_view, 2> entries;  // act and state
};
constexpr std::array<Named, 11> figures{{{"found", &QuarterNote::found, {"open found"}},
                                         {"dismissed", &QuarterNote::dismissed, {"dismiss dismissed"}},
                                         {"asked", &QuarterNote::asked, {"tell noticed"}},
                                         {"disclosed", &QuarterNote::disclosed, {"disclose affiliated"}},
                                         {"accepted", &QuarterNote::accepted, {"accept cleared"}},
                                         {"published", &QuarterNote::published, {"publish labelled", "refuse labelled"}},
                                         {"lifted", &QuarterNote::lifted, {"lift lifted"}},
                                         {"appeals", &QuarterNote::appeals, {"appeal appealed"}},
                                         {"upheld", &QuarterNote::upheld, {"uphold cleared", "lapse cleared"}},
                                         {"refused", &QuarterNote::refused, {"refuse labelled"}},
                                         {"lapsed", &QuarterNote::lapsed, {"lapse cleared"}}}};

struct ActsNamed {
    std::string_view name, account, object,
        rows;  // alias `x`; $1 is the domain, $2 and $3 the first ids of the quarter and of the next
    social::ActKind kind;
    CountedActs QuarterNote::* figure;
};
// As the measure of what people of the house did counts (analytics/house_parts.h).
constexpr std::array<ActsNamed, 3> acts_named{
    {{"favourites", "x.account_id", "x.status_id", "favourites x ON x.account_id = a.id WHERE", social::ActKind::Favourite,
      &QuarterNote::favourites},
     {"boosts", "x.account_id", "x.boost_of_id",
      "statuses x ON x.account_id = a.id WHERE x.deleted_at IS NULL AND x.boost_of_id IS NOT NULL AND", social::ActKind::Boost,
      &QuarterNote::boosts},
     {"answers", "x.account_id", "x.id",
      "statuses x ON x.account_id = a.id WHERE x.deleted_at IS NULL AND x.boost_of_id IS NULL AND "
      "x.in_reply_to_account_id <> x.account_id AND",
      social::ActKind::Answer, &QuarterNote::answers}}};

struct PartNamed {
    std::string_view name;
    std::int64_t CountedActs::* part;
};
constexpr std::array<PartNamed, 4> parts_named{{{"raw", &CountedActs::raw},
                                                {"affiliated", &CountedActs::affiliated},
                                                {"coordinated", &CountedActs::coordinated},
                                                {"machine", &CountedActs::machine}}};
struct ExtraNamed {
    std::string_view name;
    std::int64_t QuarterNote::* figure;
};
constexpr std::array<ExtraNamed, 4> extras{{{"expected", &QuarterNote::expected_millionths},
                                            {"communities", &QuarterNote::communities},
                                            {"tried", &QuarterNote::tried},
                                            {"tried.found", &QuarterNote::tried_found}}};

struct Quarter {
    int year = 0, number = 0;  // from 1
    std::string name() const { return fmt::format("{:04}-Q{}", year, number); }
    Time begins() const { return *parse_iso8601(fmt::format("{:04}-{:02}-01T00:00:00Z", year, 3 * number - 2)); }
    Quarter next() const { return number == 4 ? Quarter{year + 1, 1} : Quarter{year, number + 1}; }
    Quarter before() const { return number == 1 ? Quarter{year - 1, 4} : Quarter{year, number - 1}; }
};

Quarter quarter_at(Time time)
{
    auto date = iso_date(time);  // 2026-07-01
    Quarter quarter;
    int month = 0;
    std::from_chars(date.data(), date.data() + 4, quarter.year);
    std::from_chars(date.data() + 5, date.data() + 7, month);
    quarter.number = (month + 2) / 3;
    return quarter;
}

// "quarter 2026-Q3, found 3, …", as the entry has it.
std::string write_counts(const QuarterNote& note)
{
    auto text = "quarter " + note.quarter;
    for (const auto& one : figures) text += fmt::format(", {} {}", one.name, note.*one.figure);
    for (const auto& acts : acts_named)
        for (const auto& part : parts_named)
            text += fmt::format(", {}.{} {}", acts.name, part.name, (note.*acts.figure).*part.part);
    for (const auto& one : extras) text += fmt::format(", {} {}", one.name, note.*one.figure);
    return text;
}

QuarterNote read_note(const db::Row& row)
{
    QuarterNote note{.quarter = {}, .number = row.get<std::int64_t>(0), .made_at = row.get<Time>(1)};
    auto counts = read_counts(row.get<std::string>(2));
    if (auto named = counts.find("quarter"); named != counts.end()) note.quarter = named->second;
    for (const auto& one : figures) note.*one.figure = count_in(counts, one.name);
    for (const auto& one : extras) note.*one.figure = count_in(counts, one.name);
    for (const auto& acts : acts_named)
        for (const auto& part : parts_named)
            (note.*acts.figure).*part.part = count_in(counts, fmt::format("{}.{}", acts.name, part.name));
    note.tells_left_out = counts.contains("favourites.raw");
    return note;
}

void count_acts(db::Reader& reader, QuarterNote& note, DomainId domain, Time from, Time until)
{
    for (const auto& acts : acts_named)
        for (const auto& row :
             reader.rows(fmt::format("SELECT code, count(*) FROM (SELECT {} AS code FROM accounts a JOIN {} a.domain_id = $1 AND "
                                     "a.kind <> 'group' AND x.id >= $2 AND x.id < $3) sorted GROUP BY code",
                                     social::act_code(acts.account, acts.kind, acts.object), acts.rows),
                         domain, first_id_at(from), first_id_at(until))) {
            auto count = row.get<std::int64_t>(1);
            auto& counted = note.*acts.figure;
            counted.raw += count;
            switch (social::part_of(static_cast<social::ActCode>(row.get<int>(0)))) {
            case social::ActPart::Affiliated: counted.affiliated += count; break;
            case social::ActPart::Coordinated: counted.coordinated += count; break;
            case social::ActPart::Machine: counted.machine += count; break;
            case social::ActPart::Authentic: break;
            }
        }
}

// Of each label that was published: the least q that ties them to the group, and at most that at which labels are published at all.
void count_expected(db::Reader& reader, QuarterNote& note, DomainId domain, Time from, Time until)
{
    double expected = 0;
    for (const auto& row : reader.rows(
             "SELECT m.signals FROM integrity_log l LEFT JOIN integrity_openings o ON o.domain_id = l.domain_id AND "
             "o.number = l.number AND o.part = 'subject' LEFT JOIN integrity_members m ON m.finding_id = l.finding_id AND "
             "m.account_id = o.account_id WHERE l.domain_id = $1 AND l.act IN ('publish', 'refuse') AND l.state = 'labelled' AND "
             "l.logged_at >= $2 AND l.logged_at < $3",
             domain, from, until)) {
        auto least = strict_at;
        if (auto signals = row.get<std::optional<std::string>>(0))
            for (const auto& one : read_signals(*signals)) least = std::min(least, one.q);
        expected += least;
    }
    note.expected_millionths = std::llround(expected * 1e6);
}

}  // namespace

std::string quarter_of(Time time) { return quarter_at(time).name(); }

std::optional<QuarterNote> due_quarter_note(db::Reader& reader, DomainId domain, Time now)
{
    auto quarter = quarter_at(now).before();
    if (find_quarter_note(reader, domain, quarter.name())) return std::nullopt;
    std::map<std::string, std::int64_t, std::less<>> acts;
    for (const auto& row : reader.rows("SELECT act, state, COUNT(*) FROM integrity_log WHERE domain_id = $1 AND logged_at >= $2 "
                                       "AND logged_at < $3 AND act <> $4 GROUP BY act, state",
                                       domain, quarter.begins(), quarter.next().begins(), act))
        acts[row.get<std::string>(0) + " " + row.get<std::string>(1)] = row.get<std::int64_t>(2);
    if (acts.empty()) return std::nullopt;
    QuarterNote note{.quarter = quarter.name(), .number = 0, .made_at = now};
    for (const auto& one : figures)
        for (auto entry : one.entries)
            if (auto found = acts.find(entry); found != acts.end()) note.*one.figure += found->second;
    auto from = quarter.begins(), until = quarter.next().begins();
    count_acts(reader, note, domain, from, until);
    count_expected(reader, note, domain, from, until);
    auto calibrations = calibrations_between(reader, domain, from, until);
    note.communities = calibrations.communities;
    note.tried = calibrations.accounts;
    note.tried_found = calibrations.found;
    return note;
}

bool keep_quarter_note(db::Transaction& tx, const Random& random, DomainId domain, const QuarterNote& note)
{
    if (find_quarter_note(tx, domain, note.quarter)) return false;
    log_act(tx, random, {.domain = domain, .act = act, .counts = write_counts(note)}, note.made_at);
    return true;
}

bool make_quarter_note(db::Transaction& tx, const Random& random, DomainId domain, Time now)
{
    auto note = due_quarter_note(tx, domain, now);
    return note && keep_quarter_note(tx, random, domain, *note);
}

std::vector<QuarterNote> quarter_notes(db::Reader& reader, DomainId domain)
{
    std::vector<QuarterNote> notes;
    for (const auto& row : reader.rows("SELECT number, logged_at, counts FROM integrity_log WHERE domain_id = $1 AND act = $2 "
                                       "ORDER BY number DESC",
                                       domain, act))
        notes.push_back(read_note(row));
    return notes;
}

std::optional<QuarterNote> find_quarter_note(db::Reader& reader, DomainId domain, std::string_view quarter)
{
    auto notes = quarter_notes(reader, domain);
    auto found = std::ranges::find(notes, quarter, &QuarterNote::quarter);
    return found == notes.end() ? std::nullopt : std::optional{*found};
}

}  // namespace favilla::integrity
