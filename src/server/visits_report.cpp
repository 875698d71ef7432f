// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/visits_report.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/json_writer.h"

namespace favilla::server {

namespace {

using analytics::FigureKind;

constexpr std::size_t shown_names = 20;

struct NameCount {
    std::string name;
    analytics::Named count;
};

// The largest first, those of one size by name; "all others" last.
std::vector<NameCount> largest(const analytics::NamedFigures& figures, std::int64_t analytics::Named::* by)
{
    std::vector<NameCount> all;
    for (const auto& [name, count] : figures) all.push_back({name, count});
    std::ranges::sort(all, [&](const NameCount& a, const NameCount& b) {
        if (a.name.empty() != b.name.empty()) return b.name.empty();
        return a.count.*by != b.count.*by ? a.count.*by > b.count.*by : a.name < b.name;
    });
    if (all.size() > shown_names) all.resize(shown_names);
    return all;
}

std::vector<std::pair<std::string, std::int64_t>> largest(const std::map<std::string, std::int64_t>& counts)
{
    std::vector<std::pair<std::string, std::int64_t>> all{counts.begin(), counts.end()};
    std::ranges::sort(
        all, [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
    if (all.size() > shown_names) all.resize(shown_names);
    return all;
}

std::string iso_day(std::int64_t number) { return iso_date(Time{} + days(number)); }

void write_totals(JsonWriter& json, const analytics::VisitDay& day)
{
    json.field("views", day.views);
    json.field("visits", day.visits);
    json.field("visitors", day.visitors);
    json.field("bounces", day.bounces);
    json.field("seconds", day.seconds);
}

void write_counts(JsonWriter& json, const std::map<std::string, std::int64_t>& counts)
{
    json.array(largest(counts), [&](const auto& count) {
        json.object([&] {
            json.field("name", count.first);
            json.field("requests", count.second);
        });
    });
}

void write_drops(JsonWriter& json, const analytics::VisitDay& sum)
{
    const auto& drops = sum[FigureKind::Drop];
    json.array(analytics::step_names(), [&](std::string_view step) {
        auto found = drops.find(step);
        json.object([&] {
            json.field("step", step);
            json.field("requests", found == drops.end() ? 0 : found->second.views);
        });
    });
}

void write_own(JsonWriter& json, const analytics::LogReading& reading)
{
    auto sum = sum_of(reading.days);
    json.field("lines", reading.lines);
    json.field("empty_or_comment", reading.unread);
    json.key("broken");
    json.object([&] {
        for (const auto& [reason, count] : reading.broken) json.field(reason, count);
    });
    json.key("first_broken").array(reading.first_broken, [&](const analytics::BrokenLine& line) {
        json.object([&] {
            json.field("line", line.line);
            json.field("reason", line.reason);
        });
    });
    json.key("dropped");
    write_drops(json, sum);
    json.field("beyond_days", reading.beyond_days);
    json.key("robots");
    write_counts(json, reading.robots);
    write_totals(json, sum);
    constexpr std::pair<FigureKind, std::string_view> tables[] = {{FigureKind::Page, "pages"},
                                                                  {FigureKind::Channel, "channels"},
                                                                  {FigureKind::Source, "sources"},
                                                                  {FigureKind::Campaign, "campaigns"}};
    for (auto [kind, name] : tables)
        json.key(name).array(largest(sum[kind], kind == FigureKind::Page ? &analytics::Named::views : &analytics::Named::visits),
                             [&](const NameCount& one) {
                                 json.object([&] {
                                     json.field("name", one.name);
                                     if (kind == FigureKind::Page) json.field("views", one.count.views);
                                     json.field("visits", one.count.visits);
                                 });
                             });
    json.key("days").array(reading.days, [&](const auto& day) {
        json.object([&] {
            json.field("day", iso_day(day.first));
            write_totals(json, day.second);
        });
    });
}

class Sheet {
public:
    Sheet(const Locale& locale, Language language) : locale_(locale), language_(language) {}
    void title(std::string_view key) { out_ += (out_.empty() ? "" : "\n") + locale_.text(language_, key) + "\n"; }
    void line(std::string_view key, std::int64_t number) { named(locale_.text(language_, key), number); }
    void named(const std::string& name, std::int64_t number)
    {
        out_ += fmt::format("{:>16}  {}\n", locale_.number(language_, number), name);
    }
    void note(std::string_view key, const TextParams& params = {}) { out_ += locale_.text(language_, key, params) + "\n"; }
    std::string out() { return std::move(out_); }

private:
    const Locale& locale_;
    Language language_;
    std::string out_;
};

void show_broken(Sheet& sheet, const Locale& locale, Language language, const analytics::LogReading& reading)
{
    std::int64_t broken = 0;
    for (const auto& [reason, count] : reading.broken) broken += count;
    sheet.line("visits.broken", broken);
    for (const auto& line : reading.first_broken)
        sheet.note("visits.broken_line",
                   {{"line", std::to_string(line.line)}, {"reason", locale.text(language, "visits.fault." + line.reason)}});
    if (broken > static_cast<std::int64_t>(reading.first_broken.size())) sheet.note("visits.more_broken");
}

}  // namespace

std::string visits_json(const analytics::LogReading& reading, const std::optional<analytics::StoredVisits>& stored)
{
    const auto& counts = reading.goaccess;
    return write_json([&](JsonWriter& json) {
               json.object([&] {
                   json.field("valid", counts.valid);
                   json.field("failed", counts.failed);
                   json.field("requests", counts.requests);
                   json.field("visitors", counts.visitors);
                   json.field("hosts", counts.hosts);
                   json.field("static", counts.static_files);
                   json.field("not_found", counts.not_found);
                   json.field("referring_sites", counts.referring_sites);
                   json.field("bytes", counts.bytes);
                   json.field("total_requests", counts.valid + counts.failed);
                   json.field("exact", counts.exact);
                   json.key("visits").object([&] { write_own(json, reading); });
                   if (!stored) return;
                   json.key("stored").object([&] {
                       json.field("days", stored->days);
                       json.field("same", stored->same);
                       json.field("prolonged", stored->prolonged);
                       json.field("replaced", stored->replaced);
                   });
               });
           })
         + "\n";
}

std::string visits_text(const Locale& locale, Language language, const analytics::LogReading& reading)
{
    Sheet sheet{locale, language};
    const auto& counts = reading.goaccess;
    sheet.title("visits.as_goaccess");
    sheet.line("visits.valid", counts.valid);
    sheet.line("visits.failed", counts.failed);
    sheet.line("visits.requests", counts.requests);
    sheet.line("visits.visitors_and_robots", counts.visitors);
    sheet.line("visits.hosts", counts.hosts);
    sheet.line("visits.static", counts.static_files);
    sheet.line("visits.not_found", counts.not_found);
    sheet.line("visits.referring_sites", counts.referring_sites);
    sheet.line("visits.bytes", static_cast<std::int64_t>(counts.bytes));
    if (!counts.exact) sheet.note("visits.not_exact");

    auto sum = sum_of(reading.days);
    sheet.title("visits.of_people");
    sheet.line("visits.lines", reading.lines);
    if (reading.unread > 0) sheet.line("visits.unread", reading.unread);
    show_broken(sheet, locale, language, reading);
    for (auto step : analytics::step_names())
        if (auto found = sum[FigureKind::Drop].find(step); found != sum[FigureKind::Drop].end())
            sheet.line(fmt::format("visits.dropped.{}", step), found->second.views);
    if (reading.beyond_days > 0) sheet.line("visits.beyond_days", reading.beyond_days);
    sheet.line("visits.views", sum.views);
    sheet.line("visits.visits", sum.visits);
    sheet.line("visits.visitors", sum.visitors);
    sheet.line("visits.bounces", sum.bounces);

    auto show = [&](std::string_view title, FigureKind kind, std::int64_t analytics::Named::* by) {
        if (sum[kind].empty()) return;
        sheet.title(title);
        for (const auto& one : largest(sum[kind], by)) {
            auto name = one.name.empty() ? locale.text(language, "visits.others") : one.name;
            sheet.named(kind == FigureKind::Channel ? locale.text(language, "visits.channel." + name) : name, one.count.*by);
        }
    };
    show("visits.by_channel", FigureKind::Channel, &analytics::Named::visits);
    show("visits.by_source", FigureKind::Source, &analytics::Named::visits);
    show("visits.by_campaign", FigureKind::Campaign, &analytics::Named::visits);
    show("visits.by_page", FigureKind::Page, &analytics::Named::views);
    if (!reading.robots.empty()) sheet.title("visits.by_robot");
    for (const auto& [name, count] : largest(reading.robots)) sheet.named(name, count);
    return sheet.out();
}

}  // namespace favilla::server
