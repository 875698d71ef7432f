// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/listening/:id/figures, …/export, …/statuses — what was said of what a page listens for, and the posts behind it.
#include <fmt/format.h>

#include "console/days.h"
#include "console/listening_json.h"
#include "console/named_accounts.h"
#include "console/part_json.h"
#include "console/routes.h"
#include "conversations/listening_spark.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"
#include "net/http_answer.h"

namespace favilla::console {

using namespace mastodon;
using conversations::Listening;
using conversations::ListeningSpan;

namespace {

constexpr std::int64_t usual_days = 28, most_days = 400, most_days_by_hour = 14, last_day = 2'932'896;  // 9999-12-31

struct Wish {
    ListeningSpan span;
    Duration step = days(1);
};

Result<std::int64_t> read_day_within_reach(const Params& params, std::string_view name, std::int64_t otherwise)
{
    TRY(auto day, read_day(params, name, otherwise, "listening.period"));
    if (day < 0 || day > last_day) return refuse(ErrorCode::Invalid, "listening.period", {{"field", std::string{name}}});
    return day;
}

Result<Wish> read_wish(const Api& api)
{
    Wish wish;
    auto by = api.params.text_or("by", "day");
    if (by != "day" && by != "hour") return refuse(ErrorCode::Invalid, "listening.by");
    if (by == "hour") wish.step = hours(1);
    auto longest = by == "hour" ? most_days_by_hour : most_days;
    TRY(auto to, read_day_within_reach(api.params, "to", day_of(api.now)));
    TRY(auto from,
        read_day_within_reach(api.params, "from", std::max<std::int64_t>(0, to - (by == "hour" ? 2 : usual_days) + 1)));
    if (from > to || to - from >= longest)
        return refuse(ErrorCode::Invalid, "listening.too_long_a_period", {{"max", std::to_string(longest)}});
    wish.span = {Time{} + days(from), Time{} + days(to + 1)};
    return wish;
}

struct Figures {
    conversations::ListeningTotal total;
    std::vector<conversations::VolumePoint> volume;
    conversations::Loudness loudness;
    conversations::Speakers speakers;
    conversations::HeardPeople heard;
    Accounts accounts;
};

Figures load(db::Reader& reader, const Listening& listening, const Wish& wish)
{
    Figures figures{.total = conversations::listening_total(reader, listening, wish.span),
                    .volume = conversations::listening_volume(reader, listening, wish.span, wish.step),
                    .loudness = conversations::listening_bursts(reader, listening, wish.span),
                    .speakers = conversations::listening_speakers(reader, listening, wish.span),
                    .heard = conversations::listening_heard(reader, listening, wish.span),
                    .accounts = {}};
    // Where so few spoke that nobody is named, nobody is picked out by who heard them either.
    if (figures.speakers.named.empty()) figures.heard.named.clear();
    std::vector<AccountId> named;
    for (const auto& speaker : figures.speakers.named) named.push_back(speaker.account);
    for (const auto& person : figures.heard.named) named.push_back(person.account);
    figures.accounts = load_accounts(reader, named);
    return figures;
}

std::string_view name_of_step(const Wish& wish) { return wish.step == days(1) ? "day" : "hour"; }

void write_volume(JsonWriter& json, const Figures& figures)
{
    json.key("volume").array(figures.volume, [&](const conversations::VolumePoint& point) {
        json.object([&] {
            json.field("at", point.at);
            json.field("posts", point.posts);
            json.field("authentic", point.authentic);
            json.field("people", point.people);
        });
    });
}

void write_loudness(JsonWriter& json, const conversations::Loudness& loudness)
{
    json.field("judged_from", iso_date(loudness.judged_from));
    json.field("false_alarms_a_year", conversations::false_alarms_a_year);
    json.key("judged").array(loudness.days, [&](const conversations::LoudDay& day) {
        json.object([&] {
            json.field("day", iso_date(day.day));
            json.field("expected", day.expected);
            json.field("limit", day.limit);
            json.field("loud", day.is_loud);
        });
    });
    json.key("bursts").array(loudness.bursts, [&](const conversations::ListeningBurst& burst) {
        json.object([&] {
            json.field("first", iso_date(burst.first));
            json.field("last", iso_date(burst.last));
            json.field("peak", iso_date(burst.peak));
            json.field("posts", burst.posts);
            json.field("authentic", burst.authentic);
            json.field("expected", burst.expected);
            json.field("p", burst.p);
        });
    });
}

void write_speakers(JsonWriter& json, const Api& api, const Figures& figures)
{
    json.key("speakers").object([&] {
        json.field("people", figures.speakers.people);
        json.field("effective", figures.speakers.effective);
        json.field("least_named", conversations::least_named_speakers);
        json.key("named").array(figures.speakers.named, [&](const conversations::Speaker& speaker) {
            json.object([&] {
                write_person(json, api, figures.accounts, "account", speaker.account);
                json.field("posts", speaker.posts);
                json.field("authentic", speaker.authentic);
            });
        });
    });
}

void write_heard(JsonWriter& json, const Api& api, const Figures& figures)
{
    json.key("heard").object([&] {
        json.field("people", figures.heard.people);
        json.field("effective", figures.heard.effective);
        json.key("named").array(figures.heard.named, [&](const conversations::HeardPerson& person) {
            json.object([&] {
                write_person(json, api, figures.accounts, "account", person.account);
                json.field("answers", person.answers);
                json.field("boosts", person.boosts);
                json.field("authentic", person.authentic);
            });
        });
    });
}

net::Response figures_response(Api& api, const Listening& listening, const Wish& wish)
{
    auto figures = api.db.read([&](db::Reader& reader) { return load(reader, listening, wish); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("id", listening.id);
            json.field("name", listening.name);
            json.field("words", listening.words);
            json.field("from", iso_date(wish.span.from));
            json.field("to", iso_date(wish.span.until - Duration{1}));
            json.field("by", name_of_step(wish));
            json.field("progress", listening.progress());
            json.key("posts");
            write_parts(json, figures.total.posts, PartsFor::Team);
            json.field("people", figures.total.people);
            write_volume(json, figures);
            write_loudness(json, figures.loudness);
            write_speakers(json, api, figures);
            write_heard(json, api, figures);
        });
    });
}

net::Response volume_as_csv(Api& api, const Listening& listening, const Wish& wish)
{
    auto points =
        api.db.read([&](db::Reader& reader) { return conversations::listening_volume(reader, listening, wish.span, wish.step); });
    std::string text = "at,posts,authentic,people\r\n";
    for (const auto& point : points)
        text += fmt::format("{},{},{},{}\r\n", iso8601(point.at), point.posts, point.authentic, point.people);
    return net::response_of_type(200, "text/csv; charset=utf-8", std::move(text));
}

}  // namespace

// ?from=2026-11-01&to=2026-11-28&by=day|hour
net::Response get_listening_figures(const net::Request& request, Api& api)
{
    auto found = find_own_listening(request, api);
    if (!found) return not_found(api);
    auto wish = read_wish(api);
    return wish ? figures_response(api, *found, *wish) : error_response(api, wish.error());
}

// The same as a file: ?format=json, everything; ?format=csv, what was said when.
net::Response export_listening(const net::Request& request, Api& api)
{
    auto found = find_own_listening(request, api);
    if (!found) return not_found(api);
    auto wish = read_wish(api);
    if (!wish) return error_response(api, wish.error());
    auto format = api.params.text_or("format", "csv");
    if (format != "csv" && format != "json") return error_response(api, {ErrorCode::Invalid, "listening.format"});
    auto name = fmt::format("attachment; filename=\"listening-{}.{}\"", to_string(found->id), format);
    auto response = format == "csv" ? volume_as_csv(api, *found, *wish) : figures_response(api, *found, *wish);
    response.set_header("Content-Disposition", name);
    return response;
}

// ?from=…&to=… (days), &hour=0…23 of `from` alone, &account_id=… of this person; newest first.
net::Response get_listening_statuses(const net::Request& request, Api& api)
{
    auto found = find_own_listening(request, api);
    if (!found) return not_found(api);
    auto wish = read_wish(api);
    if (!wish) return error_response(api, wish.error());
    conversations::ListeningPosts which{.span = wish->span, .account = api.params.id<AccountId>("account_id")};
    if (!api.params.text_or("hour", "").empty()) {
        auto hour = api.params.integer("hour");
        if (!hour || *hour < 0 || *hour > 23) return error_response(api, {ErrorCode::Invalid, "listening.hour"});
        which.span.from = wish->span.from + hours(*hour);
        which.span.until = which.span.from + hours(1);
    }
    auto wanted = read_page(api.params, 20, 40);
    struct Loaded {
        social::Page<social::Status> page;
        social::StatusViews views;
    };
    // Seen with the page's eyes: it is the page that listens.
    auto loaded = api.db.read([&](db::Reader& reader) -> Loaded {
        // Where so few spoke that nobody is named, nobody is picked out either.
        if (which.account && conversations::listening_speakers(reader, *found, wish->span).named.empty()) return {};
        auto page = conversations::listening_posts(reader, *found, which, wanted);
        auto views = social::load_views(reader, page.items, found->page);
        return {std::move(page), std::move(views)};
    });
    auto response = json_response(200, [&](JsonWriter& json) { write_statuses(json, audience_of(api), loaded.views); });
    return with_page_links(std::move(response), request, api, loaded.page);
}

// ?from=…&to=…: what was said first in these days and found an echo, and who answered and boosted whom from there.
net::Response get_listening_spark(const net::Request& request, Api& api)
{
    auto found = find_own_listening(request, api);
    if (!found) return not_found(api);
    auto wish = read_wish(api);
    if (!wish) return error_response(api, wish.error());
    struct Loaded {
        std::optional<conversations::Spark> spark;
        social::StatusViews views;
        Accounts accounts;
    };
    auto loaded = api.db.read([&](db::Reader& reader) -> Loaded {
        auto spark = conversations::listening_spark(reader, *found, wish->span);
        if (!spark) return {};
        // Of few people nobody is told apart.
        if (spark->people < conversations::least_named_speakers) spark->steps.clear();
        std::vector<AccountId> named;
        for (const auto& step : spark->steps) named.insert(named.end(), {step.by, step.of});
        auto views = social::load_views(reader, social::find_statuses(reader, {&spark->status, 1}, found->page), found->page);
        return {std::move(spark), std::move(views), load_accounts(reader, named)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("first");
            write_statuses(json, audience_of(api), loaded.views);
            json.field("people", loaded.spark ? loaded.spark->people : 0);
            json.field("unnamed", loaded.spark ? loaded.spark->unnamed : 0);
            json.field("complete", !loaded.spark || loaded.spark->is_complete);
            json.field("least_named", conversations::least_named_speakers);
            json.key("steps").array(loaded.spark ? loaded.spark->steps : std::vector<conversations::SpreadStep>{},
                                    [&](const conversations::SpreadStep& step) {
                                        json.object([&] {
                                            json.field("at", step.at);
                                            json.field("kind",
                                                       step.kind == conversations::SpreadKind::Answer ? "answer" : "boost");
                                            json.field("status_id", step.status);
                                            write_known_person(json, api, loaded.accounts, "account", step.by);
                                            write_known_person(json, api, loaded.accounts, "of", step.of);
                                        });
                                    });
        });
    });
}

}  // namespace favilla::console
