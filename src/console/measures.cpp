// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/measures — the measures of conversations, time and people of a scope in a period, raw and authentic, and the conversations
// that they count. Of the house, of tags and efforts for the team; of groups for who is in charge, of pages and what they listen for for
// those who are of them.
#include "console/measures.h"

#include <fmt/format.h>

#include "community/groups.h"
#include "community/pages.h"
#include "console/days.h"
#include "console/named_accounts.h"
#include "console/part_json.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"
#include "strategy/scopes.h"

namespace favilla::console {

using namespace mastodon;
using strategy::Counting;
using strategy::Scope;
using strategy::ScopeConversation;
using strategy::ScopeFigures;
using strategy::ScopeKind;

namespace {

constexpr std::int64_t usual_days = 28, most_days = 400, last_day = 2'932'896;  // 9999-12-31
constexpr std::size_t most_ranked = 10;
constexpr std::int64_t least_named = 5;  // people

Result<void> check_reader(db::Reader& reader, const Api& api, const Scope& scope)
{
    bool is_team = looks_after(reader, api.domain.id, std::nullopt, api.person());
    auto hidden = refuse(ErrorCode::NotFound, "measures.scope", {{"scope", scope.text}});
    switch (scope.kind) {
    case ScopeKind::House:
    case ScopeKind::Tag:
        if (!is_team) return refuse(ErrorCode::Forbidden, "measures.for_the_team");
        break;
    case ScopeKind::Effort:
        if (!is_team) return hidden;
        break;
    case ScopeKind::Group:
        if (!is_team && !community::role_in(reader, AccountId{scope.id}, api.person())) return hidden;
        break;
    case ScopeKind::Page:
        if (!is_team && !community::is_of_page(reader, AccountId{scope.id}, api.person())) return hidden;
        break;
    case ScopeKind::Query:
        if (!community::is_of_page(reader, scope.listener, api.person())) return hidden;
        break;
    }
    return {};
}

}  // namespace

Result<MeasureWish> read_measure_wish(db::Reader& reader, const Api& api, std::int64_t usual)
{
    TRY(auto scope, strategy::find_scope(reader, api.domain.id, api.params.text_or("scope", "house")));
    CHECKED(check_reader(reader, api, scope));
    TRY(auto to, read_day(api.params, "to", day_of(api.now), "measures.period"));
    TRY(auto from, read_day(api.params, "from", std::max<std::int64_t>(0, to - usual + 1), "measures.period"));
    if (from < 0 || to > last_day || from > to || to - from >= most_days)
        return refuse(ErrorCode::Invalid, "measures.period", {{"field", "from"}, {"max", std::to_string(most_days)}});
    return MeasureWish{std::move(scope), from, to};
}

void write_wait(JsonWriter& json, const strategy::ResponseFigures& figures)
{
    json.field("of", figures.n);
    json.field("happened", figures.happened);
    json.field("median_hours", figures.median);
    json.field("median_lower", figures.median_lower);
    json.field("median_upper", figures.median_upper);
    json.field("p90_hours", figures.p90);
    json.field("within_a_day", figures.within);
}

namespace {

using Wish = MeasureWish;

Result<Wish> read_wish(db::Reader& reader, const Api& api) { return read_measure_wish(reader, api, usual_days); }

struct Figures {
    Wish wish;
    bool is_complete = true;
    social::PartCounts answers;
    ScopeFigures raw, authentic;
    Accounts accounts;
};

Result<Figures> load_figures(Api& api)
{
    return api.db.read([&](db::Reader& reader) -> Result<Figures> {
        TRY(auto wish, read_wish(reader, api));
        auto history = strategy::read_scope(reader, wish.scope, wish.span());
        auto until = std::min(wish.span().until, api.now);
        Figures figures{.wish = std::move(wish),
                        .is_complete = history.is_complete,
                        .answers = strategy::parts_of_answers(history.conversations),
                        .raw = strategy::measure_scope(history.conversations, Counting::Raw, until, api.now),
                        .authentic = {},
                        .accounts = {}};
        // Where nothing is left out there is nothing to count once more.
        bool is_all_authentic = figures.answers.authentic == figures.answers.raw();
        figures.authentic =
            is_all_authentic ? figures.raw : strategy::measure_scope(history.conversations, Counting::Authentic, until, api.now);
        std::vector<AccountId> named;
        for (const auto* one : {&figures.raw, &figures.authentic})
            for (std::size_t n = 0; n < std::min(most_ranked, one->graph.ranked.size()); ++n)
                named.push_back(AccountId{one->graph.ranked[n].person});
        figures.accounts = load_accounts(reader, named);
        return figures;
    });
}

void write_graph(JsonWriter& json, const Api& api, const Accounts& accounts, const strategy::ReplyGraph& graph)
{
    json.key("graph").object([&] {
        json.field("people", graph.people);
        json.field("edges", graph.edges);
        json.field("reciprocity", graph.reciprocity);
        json.field("above_chance", graph.above_chance);
        json.field("core", graph.core);
        json.field("core_people", graph.core_people);
        json.field("least_named", least_named);
        // Where so few talk, nobody is picked out.
        auto count = graph.people < least_named ? std::size_t{0} : std::min(most_ranked, graph.ranked.size());
        json.key("ranked").array(std::span{graph.ranked}.first(count), [&](const strategy::RankedPerson& one) {
            json.object([&] {
                write_known_person(json, api, accounts, "account", AccountId{one.person});
                json.field("rank", one.rank);
            });
        });
    });
}

void write_measures(JsonWriter& json, const Api& api, const Figures& all, const ScopeFigures& figures)
{
    json.object([&] {
        json.field("conversations", figures.conversations);
        json.field("answered", figures.answered);
        json.field("messages", figures.messages);
        json.field("comments", figures.comments);
        json.field("distinct_authors", figures.authors);
        json.field("effective_authors", figures.effective_authors);
        json.field("max_depth", figures.max_depth);
        json.field("mean_comment_depth", figures.mean_comment_depth);
        json.field("max_width", figures.max_width);
        json.field("h_index", figures.h_index);
        json.field("virality_of", figures.viral_conversations);
        json.field("structural_virality", figures.virality);
        json.field("one_way", figures.one_way);
        json.field("reactive", figures.reactive);
        json.field("interactive", figures.interactive);
        json.key("first_answer").object([&] { write_wait(json, figures.first_answer); });
        json.key("life").object([&] { write_wait(json, figures.life); });
        json.key("rhythm").object([&] {
            json.field("weeks_in_a_row", figures.rhythm.weeks_in_a_row);
            json.field("worst_gap_days", figures.rhythm.worst_gap);
            json.field("burstiness", figures.rhythm.burstiness);
        });
        write_graph(json, api, all.accounts, figures.graph);
        json.key("towards_us");
        if (figures.towards_us)
            json.object([&] {
                json.field("value", figures.towards_us->pull.value);
                json.field("lower", figures.towards_us->pull.interval.lower);
                json.field("upper", figures.towards_us->pull.interval.upper);
                json.field("comments", figures.towards_us->comments);
            });
        else
            json.value(nullptr);
        json.field("people_of_week", figures.people_of_week);
        json.field("people_of_month", figures.people_of_month);
    });
}

net::Response figures_response(Api& api, const Figures& figures)
{
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("scope", figures.wish.scope.text);
            json.field("name", figures.wish.scope.name);
            json.field("from", date_of(figures.wish.from));
            json.field("to", date_of(figures.wish.to));
            json.field("complete", figures.is_complete);
            json.key("answers");
            write_parts(json, figures.answers, PartsFor::Team);
            json.key("raw");
            write_measures(json, api, figures, figures.raw);
            json.key("authentic");
            write_measures(json, api, figures, figures.authentic);
        });
    });
}

std::string cell(std::optional<double> value) { return value ? fmt::format("{:.6g}", *value) : ""; }

using Line = std::pair<std::string_view, std::string>;
std::vector<Line> lines_of(const ScopeFigures& figures)
{
    auto whole = [](std::int64_t number) { return std::to_string(number); };
    auto us = [&](auto&& of) { return figures.towards_us ? cell(of(*figures.towards_us)) : std::string{}; };
    return {{"conversations", whole(figures.conversations)},
            {"answered", whole(figures.answered)},
            {"messages", whole(figures.messages)},
            {"comments", whole(figures.comments)},
            {"distinct_authors", whole(figures.authors)},
            {"effective_authors", cell(figures.effective_authors)},
            {"max_depth", whole(figures.max_depth)},
            {"mean_comment_depth", cell(figures.mean_comment_depth)},
            {"max_width", whole(figures.max_width)},
            {"h_index", whole(figures.h_index)},
            {"structural_virality", cell(figures.virality)},
            {"one_way", whole(figures.one_way)},
            {"reactive", whole(figures.reactive)},
            {"interactive", whole(figures.interactive)},
            {"first_answer_median_hours", cell(figures.first_answer.median)},
            {"first_answer_p90_hours", cell(figures.first_answer.p90)},
            {"first_answer_within_a_day", cell(figures.first_answer.within)},
            {"life_median_hours", cell(figures.life.median)},
            {"weeks_in_a_row", whole(figures.rhythm.weeks_in_a_row)},
            {"worst_gap_days", cell(figures.rhythm.worst_gap)},
            {"burstiness", cell(figures.rhythm.burstiness)},
            {"reciprocity", cell(figures.graph.reciprocity)},
            {"reciprocity_above_chance", cell(figures.graph.above_chance)},
            {"core", whole(figures.graph.core)},
            {"core_people", whole(figures.graph.core_people)},
            {"towards_us", us([](const auto& fit) { return fit.pull.value; })},
            {"towards_us_lower", us([](const auto& fit) { return fit.pull.interval.lower; })},
            {"towards_us_upper", us([](const auto& fit) { return fit.pull.interval.upper; })},
            {"people_of_week", whole(figures.people_of_week)},
            {"people_of_month", whole(figures.people_of_month)}};
}

net::Response figures_as_csv(const Figures& figures)
{
    auto raw = lines_of(figures.raw), authentic = lines_of(figures.authentic);
    std::string text = "measure,raw,authentic\r\n";
    for (std::size_t n = 0; n < raw.size(); ++n)
        text += fmt::format("{},{},{}\r\n", raw[n].first, raw[n].second, authentic[n].second);
    return net::response_of_type(200, "text/csv; charset=utf-8", std::move(text));
}

enum class Which { All, Answered, Waiting, Viral };
std::optional<Which> parse_which(std::string_view name)
{
    if (name == "all") return Which::All;
    if (name == "answered") return Which::Answered;
    if (name == "waiting") return Which::Waiting;
    if (name == "viral") return Which::Viral;
    return std::nullopt;
}

bool is_among(const ScopeConversation& one, Which which)
{
    bool answered =
        std::ranges::any_of(one.messages, [&](const auto& message) { return message.author != one.messages[0].author; });
    switch (which) {
    case Which::Answered: return answered;
    case Which::Waiting: return !answered;
    case Which::Viral: return static_cast<std::int64_t>(one.messages.size()) >= strategy::virality_from;
    case Which::All: break;
    }
    return true;
}

social::Page<social::Status> load_roots(db::Reader& reader, const std::vector<ScopeConversation>& conversations, Which which,
                                        social::Viewer viewer, const social::PageRequest& request)
{
    std::vector<StatusId> roots;
    for (const auto& one : conversations) {
        auto id = one.messages[0].id;
        if (id.value < request.before() && id.value > request.after() && is_among(one, which)) roots.push_back(id);
    }
    std::ranges::sort(roots, std::ranges::greater{});
    auto most = static_cast<std::size_t>(request.limit);
    bool has_more = roots.size() > most;
    if (has_more && request.forwards())
        roots.erase(roots.begin(), roots.end() - request.limit);
    else if (has_more)
        roots.resize(most);
    social::Page<social::Status> page;
    if (roots.empty()) return page;
    page.newest = roots.front().value;
    if (has_more || !request.reads_to_the_end()) page.oldest = roots.back().value;
    page.items = social::find_statuses(reader, roots, viewer);
    return page;
}

}  // namespace

// ?scope=house|tag:NAME|group:ID|page:ID|effort:ID|query:ID&from=2026-11-01&to=2026-11-28: opened on these days of UTC.
net::Response get_measures(const net::Request&, Api& api)
{
    auto figures = load_figures(api);
    return figures ? figures_response(api, *figures) : error_response(api, figures.error());
}

// The same as a file: ?format=csv or json.
net::Response export_measures(const net::Request&, Api& api)
{
    auto figures = load_figures(api);
    if (!figures) return error_response(api, figures.error());
    auto format = api.params.text_or("format", "csv");
    if (format != "csv" && format != "json") return error_response(api, {ErrorCode::Invalid, "measures.format"});
    auto response = format == "csv" ? figures_as_csv(*figures) : figures_response(api, *figures);
    response.set_header("Content-Disposition", fmt::format("attachment; filename=\"measures.{}\"", format));
    return response;
}

// What opened them: ?which=all|answered|waiting|viral; newest first.
net::Response get_measured_conversations(const net::Request& request, Api& api)
{
    auto which = parse_which(api.params.text_or("which", "all"));
    if (!which) return error_response(api, {ErrorCode::Invalid, "measures.which"});
    struct Loaded {
        social::Page<social::Status> page;
        social::StatusViews views;
    };
    auto loaded = api.db.read([&](db::Reader& reader) -> Result<Loaded> {
        TRY(auto wish, read_wish(reader, api));
        auto history = strategy::read_scope(reader, wish.scope, wish.span());
        auto page = load_roots(reader, history.conversations, *which, api.viewer, mastodon::read_page(api.params));
        auto views = social::load_views(reader, page.items, api.viewer);
        return Loaded{std::move(page), std::move(views)};
    });
    if (!loaded) return error_response(api, loaded.error());
    auto response = json_response(200, [&](JsonWriter& json) { write_statuses(json, audience_of(api), loaded->views); });
    return with_page_links(std::move(response), request, api, loaded->page);
}

}  // namespace favilla::console
