// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/quarter_notes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "integrity/chain.h"

namespace favilla::integrity {

namespace {

constexpr std::string_view act = "note";

struct Named {
    std::string_view name;
    std::int64_t QuarterNote::* figure;
    std::array<std::string_view, 2> entries;  // act and state
};
constexpr std::array<Named, 10> figures{{{"found", &QuarterNote::found, {"open found"}},
                                         {"dismissed", &QuarterNote::dismissed, {"dismiss dismissed"}},
                                         {"asked", &QuarterNote::asked, {"tell noticed"}},
                                         {"disclosed", &QuarterNote::disclosed, {"disclose affiliated"}},
                                         {"accepted", &QuarterNote::accepted, {"accept cleared"}},
                                         {"published", &QuarterNote::published, {"publish labelled", "refuse labelled"}},
                                         {"lifted", &QuarterNote::lifted, {"lift lifted"}},
                                         {"appeals", &QuarterNote::appeals, {"appeal appealed"}},
                                         {"upheld", &QuarterNote::upheld, {"uphold cleared", "lapse cleared"}},
                                         {"refused", &QuarterNote::refused, {"refuse labelled"}}}};

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
    return text;
}

QuarterNote read_note(const db::Row& row)
{
    QuarterNote note{.quarter = {}, .number = row.get<std::int64_t>(0), .made_at = row.get<Time>(1)};
    auto counts = row.get<std::string>(2);
    std::string_view rest = counts;
    while (!rest.empty()) {
        auto pair = rest.substr(0, rest.find(", "));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 2));
        auto name = pair.substr(0, pair.find(' '));
        auto value = pair.substr(std::min(pair.size(), name.size() + 1));
        if (name == "quarter") note.quarter = value;
        auto known = std::ranges::find(figures, name, &Named::name);
        if (known != figures.end()) std::from_chars(value.data(), value.data() + value.size(), note.*known->figure);
    }
    return note;
}

}  // namespace

std::string quarter_of(Time time) { return quarter_at(time).name(); }

bool make_quarter_note(db::Transaction& tx, const Random& random, DomainId domain, Time now)
{
    auto quarter = quarter_at(now).before();
    if (find_quarter_note(tx, domain, quarter.name())) return false;
    std::map<std::string, std::int64_t, std::less<>> acts;
    for (const auto& row : tx.rows("SELECT act, state, COUNT(*) FROM integrity_log WHERE domain_id = $1 AND logged_at >= $2 "
                                   "AND logged_at < $3 AND act <> $4 GROUP BY act, state",
                                   domain, quarter.begins(), quarter.next().begins(), act))
        acts[row.get<std::string>(0) + " " + row.get<std::string>(1)] = row.get<std::int64_t>(2);
    if (acts.empty()) return false;
    QuarterNote note{.quarter = quarter.name(), .number = 0, .made_at = now};
    for (const auto& one : figures)
        for (auto entry : one.entries)
            if (auto found = acts.find(entry); found != acts.end()) note.*one.figure += found->second;
    log_act(tx, random, {.domain = domain, .act = act, .counts = write_counts(note)}, now);
    return true;
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
