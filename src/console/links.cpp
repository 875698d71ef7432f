// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/links — short links on the organisation's domain: a member's own, a page's in its voice, all of them for the team; and how
// often each was followed, by day.
#include <fmt/format.h>

#include "analytics/short_links.h"
#include "console/days.h"
#include "console/named_accounts.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "social/moderation_log.h"

namespace favilla::console {

using namespace mastodon;
using namespace analytics;

namespace {

constexpr std::int64_t usual_days = 28, most_days = 400, last_day = 2'932'896;  // 9999-12-31

bool is_team(db::Reader& reader, const Api& api) { return looks_after(reader, api.domain.id, std::nullopt, api.person()); }

struct Shown {
    social::Page<ShortLink> page;
    std::map<ShortLinkId, LinkClickCount> clicks;
    Accounts accounts;
};

Shown load(db::Reader& reader, social::Page<ShortLink> page)
{
    std::vector<ShortLinkId> ids;
    std::vector<AccountId> named;
    for (const auto& link : page.items) {
        ids.push_back(link.id);
        named.insert(named.end(), {link.owner, link.made_by});
    }
    return {.page = std::move(page), .clicks = clicks_of(reader, ids), .accounts = load_accounts(reader, named)};
}

LinkClickCount count_of(const Shown& shown, ShortLinkId id)
{
    auto found = shown.clicks.find(id);
    return found == shown.clicks.end() ? LinkClickCount{} : found->second;
}

// Of fewer people than that, what each did could be told.
bool is_told(const LinkClickCount& all) { return all.people >= least_people_told; }

void write_count(JsonWriter& json, const LinkClickCount& count, bool told)
{
    json.field("clicks", told ? std::optional{count.clicks} : std::nullopt);
    json.field("people", told ? std::optional{count.people} : std::nullopt);
}

void write_link(JsonWriter& json, const Api& api, const Shown& shown, const ShortLink& link)
{
    auto count = count_of(shown, link.id);
    json.field("id", link.id);
    json.field("url", api.origin() + "/s/" + link.code);
    json.field("target", link.target);
    json.field("purpose", name_of(link.purpose));
    json.field("title", link.title);
    write_person(json, api, shown.accounts, "owner", link.owner);
    write_person(json, api, shown.accounts, "made_by", link.made_by);
    json.field("status_id", link.status);
    json.field("effort_id", link.effort);
    json.field("created_at", link.created_at);
    json.field("ended_at", link.ended_at);
    json.field("least_people", least_people_told);
    write_count(json, count, is_told(count));
}

net::Response link_response(Api& api, const Result<ShortLink>& link)
{
    if (!link) return error_response(api, link.error());
    auto shown = api.db.read([&](db::Reader& reader) { return load(reader, {.items = {*link}, .newest = {}, .oldest = {}}); });
    return json_response(200,
                         [&](JsonWriter& json) { json.object([&] { write_link(json, api, shown, shown.page.items.front()); }); });
}

// Their own, or any of this place for the team; else it is as if it were not there.
std::optional<ShortLink> find_seen_link(db::Reader& reader, const net::Request& request, const Api& api)
{
    auto id = parse_id<ShortLinkId>(request.param("id"));
    auto link = id ? find_short_link(reader, *id) : std::nullopt;
    if (!link || link->domain != api.domain.id) return std::nullopt;
    if (link->owner != api.me() && !is_team(reader, api)) return std::nullopt;
    return link;
}

std::optional<ShortLink> find_seen_link(const net::Request& request, Api& api)
{
    return api.db.read([&](db::Reader& reader) { return find_seen_link(reader, request, api); });
}

Result<LinkDraft> read_draft(const Api& api)
{
    auto purpose = parse_link_purpose(api.params.text_or("purpose", "share"));
    if (!purpose) return refuse(ErrorCode::Invalid, "link.purpose");
    auto effort = api.params.text_or("effort_id", "");
    LinkDraft draft{.target = api.params.text_or("target", ""),
                    .title = api.params.text_or("title", ""),
                    .purpose = *purpose,
                    .utm = {.source = api.params.text("utm_source"),
                            .medium = api.params.text("utm_medium"),
                            .campaign = api.params.text("utm_campaign")},
                    .effort = parse_id<EffortId>(effort)};
    if (!effort.empty() && !draft.effort) return refuse(ErrorCode::NotFound, "record.not_found");
    return draft;
}

Result<LinkQuery> read_query(db::Reader& reader, const Api& api)
{
    LinkQuery query{.domain = api.domain.id, .owner = api.me()};
    auto effort = api.params.text_or("effort_id", ""), status = api.params.text_or("status_id", "");
    query.effort = parse_id<EffortId>(effort);
    query.status = parse_id<StatusId>(status);
    bool wants_all = api.params.flag_or("all", false);
    if ((!effort.empty() && !query.effort) || (!status.empty() && !query.status))
        return refuse(ErrorCode::NotFound, "record.not_found");
    if (!wants_all) return query;
    if (!is_team(reader, api)) return refuse(ErrorCode::Forbidden, "link.for_the_team");
    query.owner = std::nullopt;
    return query;
}

struct Period {
    std::int64_t from = 0, to = 0;
};

Result<Period> read_period(const Api& api)
{
    TRY(auto to, read_day(api.params, "to", day_of(api.now), "link.period"));
    TRY(auto from, read_day(api.params, "from", std::max<std::int64_t>(0, to - usual_days + 1), "link.period"));
    if (from < 0 || to > last_day || from > to || to - from >= most_days)
        return refuse(ErrorCode::Invalid, "link.period", {{"field", "from"}, {"max", std::to_string(most_days)}});
    return Period{from, to};
}

struct Figures {
    ShortLink link;
    Period period;
    Shown shown;
    std::vector<LinkDay> days;  // all of them, also where nothing came
    std::vector<LinkDrop> drops;
    bool told = false;
};

Result<Figures> load_figures(const net::Request& request, Api& api)
{
    return api.db.read([&](db::Reader& reader) -> Result<Figures> {
        auto link = find_seen_link(reader, request, api);
        if (!link) return refuse(ErrorCode::NotFound, "record.not_found");
        TRY(auto period, read_period(api));
        Figures figures{.link = *link,
                        .period = period,
                        .shown = load(reader, {.items = {*link}, .newest = {}, .oldest = {}}),
                        .days = {},
                        .drops = click_drops(reader, link->id, period.from, period.to)};
        figures.told = is_told(count_of(figures.shown, link->id));
        for (auto day = period.from; day <= period.to; ++day) figures.days.push_back({.day = day, .count = {}});
        for (const auto& day : click_days(reader, link->id, period.from, period.to))
            figures.days[static_cast<std::size_t>(day.day - period.from)] = day;
        return figures;
    });
}

net::Response figures_response(Api& api, const Figures& figures)
{
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_link(json, api, figures.shown, figures.link);
            json.field("from", date_of(figures.period.from));
            json.field("to", date_of(figures.period.to));
            json.key("days").array(figures.days, [&](const LinkDay& day) {
                json.object([&] {
                    json.field("date", date_of(day.day));
                    write_count(json, day.count, figures.told);
                });
            });
            json.key("dropped").array(figures.drops, [&](const LinkDrop& drop) {
                json.object([&] {
                    json.field("reason", drop.reason);
                    json.field("requests", drop.requests);
                });
            });
        });
    });
}

net::Response figures_as_csv(const Figures& figures)
{
    std::string text = "date,clicks,people\r\n";
    for (const auto& day : figures.days)
        text += figures.told ? fmt::format("{},{},{}\r\n", date_of(day.day), day.count.clicks, day.count.people)
                             : fmt::format("{},,\r\n", date_of(day.day));
    return net::response_of_type(200, "text/csv; charset=utf-8", std::move(text));
}

}  // namespace

// ?all=true for the team; &effort_id=…, &status_id=…; newest first.
net::Response get_links(const net::Request& request, Api& api)
{
    auto shown = api.db.read([&](db::Reader& reader) -> Result<Shown> {
        TRY(auto query, read_query(reader, api));
        return load(reader, short_links(reader, query, mastodon::read_page(api.params)));
    });
    if (!shown) return error_response(api, shown.error());
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(shown->page.items, [&](const ShortLink& link) { json.object([&] { write_link(json, api, *shown, link); }); });
    });
    return with_page_links(std::move(response), request, api, shown->page);
}

// {"target": …, "title": …, "purpose": "share", "effort_id": …, "utm_source": …, "utm_medium": …, "utm_campaign": …}
net::Response post_link(const net::Request&, Api& api)
{
    auto draft = read_draft(api);
    if (!draft) return error_response(api, draft.error());
    return link_response(api, api.db.write([&](db::Transaction& tx) -> Result<ShortLink> {
        // What an effort brings is the team's to say.
        if (draft->effort && !is_team(tx, api)) return refuse(ErrorCode::Forbidden, "link.for_the_team");
        return make_short_link(tx, api.services.link_key, api.domain.id, api.me(), api.person(), *draft, api.now);
    }));
}

net::Response get_link(const net::Request& request, Api& api)
{
    auto link = find_seen_link(request, api);
    return link ? link_response(api, *std::move(link)) : not_found(api);
}

// {"on": false, "title": …}: where it leads never changes.
net::Response put_link(const net::Request& request, Api& api)
{
    auto changed = api.db.write([&](db::Transaction& tx) -> Result<ShortLink> {
        auto link = find_seen_link(tx, request, api);
        if (!link) return refuse(ErrorCode::NotFound, "record.not_found");
        bool is_own = link->owner == api.me();
        if (auto title = api.params.text("title")) {
            if (!is_own) return refuse(ErrorCode::Forbidden, "link.not_yours");
            CHECKED(name_short_link(tx, link->id, *title));
        }
        auto on = api.params.flag("on");
        if (on && *on != !link->ended_at) {
            switch_short_link(tx, link->id, *on ? std::nullopt : std::optional{api.now});
            if (!is_own)
                social::note_act(tx,
                                 {.domain = api.domain.id,
                                  .by = api.person(),
                                  .act = "change_organisation",
                                  .text = std::string{"links: "} + (*on ? "+ " : "- ") + link->code},
                                 api.now);
        }
        return find_short_link(tx, link->id).value();
    });
    return link_response(api, changed);
}

// ?from=2026-11-01&to=2026-11-28: days of UTC.
net::Response get_link_figures(const net::Request& request, Api& api)
{
    auto figures = load_figures(request, api);
    return figures ? figures_response(api, *figures) : error_response(api, figures.error());
}

// The same as a file: ?format=csv, the days; ?format=json, all of it.
net::Response export_link_figures(const net::Request& request, Api& api)
{
    auto figures = load_figures(request, api);
    if (!figures) return error_response(api, figures.error());
    auto format = api.params.text_or("format", "csv");
    if (format != "csv" && format != "json") return error_response(api, {ErrorCode::Invalid, "link.format"});
    auto response = format == "csv" ? figures_as_csv(*figures) : figures_response(api, *figures);
    response.set_header("Content-Disposition", fmt::format("attachment; filename=\"link-{}.{}\"", figures->link.code, format));
    return response;
}

}  // namespace favilla::console
