// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/measures/comparison and …/lifetime — whether some conversations of a scope are answered sooner than others, and who of
// those who talk in them is still there.
#include "console/days.h"
#include "console/measures.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "strategy/scope_comparison.h"
#include "strategy/scope_lifetime.h"

namespace favilla::console {

using namespace mastodon;
using strategy::Counting;

namespace {

constexpr std::int64_t usual_days = 28, usual_lifetime_days = 365;

void write_wish(JsonWriter& json, const MeasureWish& wish, bool is_complete)
{
    json.field("scope", wish.scope.text);
    json.field("name", wish.scope.name);
    json.field("from", date_of(wish.from));
    json.field("to", date_of(wish.to));
    json.field("complete", is_complete);
}

void write_comparison(JsonWriter& json, const std::vector<strategy::AnswerGroup>& groups, Counting counting, Time now)
{
    auto compared = strategy::compare_answers(groups, counting, now);
    json.object([&] {
        json.key("groups").begin_array();
        for (std::size_t n = 0; n < groups.size(); ++n)
            json.object([&] {
                json.field("key", groups[n].key);
                write_wait(json, compared.figures[n]);
            });
        json.end_array();
        json.key("log_rank");
        if (!compared.test) return json.value(nullptr);
        json.object([&] {
            json.field("chi2", compared.test->chi2);
            json.field("df", compared.test->df);
            json.field("p", compared.test->p);
        });
    });
}

void write_lifetime(JsonWriter& json, const strategy::CircleLifetime& circle)
{
    json.object([&] {
        json.field("people", circle.people);
        json.field("weeks", circle.weeks);
        json.key("model");
        if (!circle.fit) return json.value(nullptr);
        json.object([&] {
            json.field("alive", circle.alive);
            json.field("alive_lower", circle.alive_lower);
            json.field("alive_upper", circle.alive_upper);
            json.field("active_weeks", circle.active_weeks);
            json.field("alpha", circle.fit->model.alpha);
            json.field("beta", circle.fit->model.beta);
            json.field("gamma", circle.fit->model.gamma);
            json.field("delta", circle.fit->model.delta);
            json.field("at_edge", circle.fit->at_edge);
        });
    });
}

}  // namespace

// ?scope=…&from=…&to=…&by=kind|page|period
net::Response get_measure_comparison(const net::Request&, Api& api)
{
    auto by = strategy::parse_compare_by(api.params.text_or("by", "kind"));
    if (!by) return error_response(api, {ErrorCode::Invalid, "measures.compare_by", {{"field", "by"}}});
    struct Found {
        MeasureWish wish;
        strategy::ComparedGroups compared;
    };
    auto found = api.db.read([&](db::Reader& reader) -> Result<Found> {
        TRY(auto wish, read_measure_wish(reader, api, usual_days));
        auto compared = strategy::read_compared(reader, wish.scope, wish.span(), *by);
        return Found{std::move(wish), std::move(compared)};
    });
    if (!found) return error_response(api, found.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_wish(json, found->wish, found->compared.is_complete);
            json.field("by", api.params.text_or("by", "kind"));
            json.key("raw");
            write_comparison(json, found->compared.groups, Counting::Raw, api.now);
            json.key("authentic");
            write_comparison(json, found->compared.groups, Counting::Authentic, api.now);
        });
    });
}

// ?scope=…&from=…&to=…: a year, where nothing else is asked for.
net::Response get_measure_lifetime(const net::Request&, Api& api)
{
    struct Found {
        MeasureWish wish;
        strategy::ScopeHistory history;
    };
    auto found = api.db.read([&](db::Reader& reader) -> Result<Found> {
        TRY(auto wish, read_measure_wish(reader, api, usual_lifetime_days));
        auto history = strategy::read_scope(reader, wish.scope, wish.span());
        return Found{std::move(wish), std::move(history)};
    });
    if (!found) return error_response(api, found.error());
    const auto& scope = found->wish.scope;
    auto own = scope.kind == strategy::ScopeKind::Page ? std::optional{scope.id} : std::nullopt;
    auto until = std::min(found->wish.span().until, api.now);
    auto of = [&](Counting counting) {
        return strategy::circle_lifetime(found->history.conversations, counting, own, found->wish.span().from, until);
    };
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_wish(json, found->wish, found->history.is_complete);
            json.field("least_people", strategy::least_circle);
            json.field("weeks_ahead", strategy::weeks_ahead);
            json.key("raw");
            write_lifetime(json, of(Counting::Raw));
            json.key("authentic");
            write_lifetime(json, of(Counting::Authentic));
        });
    });
}

}  // namespace favilla::console
