// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/figures.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analytics/figure_files.h"
#include "base/json_writer.h"
#include "server/whole_file.h"

namespace favilla::server {

namespace {

using namespace analytics;

// As many decimals as say something: 0.0123, 12.5, 1,234.
std::string shown(const CommandTools& tools, double number, int decimals = 4)
{
    return std::isfinite(number) ? tools.locale.number(tools.language, number, decimals) : "–";
}
std::string shown(const CommandTools& tools, const std::optional<double>& number, int decimals = 2)
{
    return number ? shown(tools, *number, decimals) : "–";
}

struct Compared {
    std::vector<WaitingGroup> groups;
    std::vector<SurvivalCurve> curves;
    std::optional<LogRank> test;
};

Compared compare(std::vector<WaitingGroup> groups)
{
    Compared compared{.groups = std::move(groups), .curves = {}, .test = {}};
    std::vector<std::vector<Waiting>> waiting;
    for (const auto& group : compared.groups) {
        compared.curves.push_back(survival_curve(group.waiting));
        waiting.push_back(group.waiting);
    }
    compared.test = log_rank(waiting);
    return compared;
}

std::string response_json(const Compared& compared, std::string_view all)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.key("groups").array([&] {
                for (std::size_t g = 0; g < compared.groups.size(); ++g)
                    json.object([&] {
                        const auto& curve = compared.curves[g];
                        json.field("name", compared.groups[g].name.empty() ? all : std::string_view{compared.groups[g].name});
                        json.field("n", curve.n);
                        json.field("events", curve.events);
                        json.field("median", curve.median);
                        json.field("median_lower", curve.median_lower);
                        json.field("median_upper", curve.median_upper);
                        json.key("curve").array(curve.steps, [&](const SurvivalStep& step) {
                            json.object([&] {
                                json.field("t", step.time);
                                json.field("at_risk", step.at_risk);
                                json.field("survival", step.survival);
                                json.field("se", step.error);
                            });
                        });
                    });
            });
            json.key("logrank");
            if (!compared.test) return json.value(nullptr);
            json.object([&] {
                json.field("chi2", compared.test->chi2);
                json.field("df", compared.test->df);
                json.field("p", compared.test->p);
            });
        });
    });
}

// The share that waits longer than a time, where the curve is then.
double waiting_after(const SurvivalCurve& curve, double time)
{
    double survival = 1;
    for (const auto& step : curve.steps)
        if (step.time <= time) survival = step.survival;
    return survival;
}

std::string response_text(const Compared& compared, const CommandTools& tools)
{
    auto text = [&](std::string_view key, const TextParams& params = {}) {
        return tools.locale.text(tools.language, key, params);
    };
    std::string out;
    for (std::size_t g = 0; g < compared.groups.size(); ++g) {
        const auto& curve = compared.curves[g];
        const auto& name = compared.groups[g].name;
        if (!name.empty()) out += name + "\n";
        out += text("figures.waiting", {{"n", tools.locale.number(tools.language, curve.n)},
                                        {"events", tools.locale.number(tools.language, curve.events)}})
             + "\n";
        out += text("figures.median", {{"median", shown(tools, curve.median)},
                                       {"lower", shown(tools, curve.median_lower)},
                                       {"upper", shown(tools, curve.median_upper)}})
             + "\n";
        double last = curve.steps.back().time;
        out += fmt::format("{:>14}{:>20}\n", text("figures.after"), text("figures.still_waiting"));
        for (int tenth = 1; tenth <= 10; ++tenth)
            out += fmt::format("{:>14}{:>18} %\n", shown(tools, last * tenth / 10, 2),
                               shown(tools, 100 * waiting_after(curve, last * tenth / 10), 1));
        out += "\n";
    }
    if (compared.test)
        out += text("figures.log_rank", {{"chi2", shown(tools, compared.test->chi2, 3)},
                                         {"df", std::to_string(compared.test->df)},
                                         {"p", shown(tools, compared.test->p)}})
             + "\n";
    return out;
}

std::string attribution_json(const PathTable& table, const Attribution& attribution)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("conversions", attribution.conversions);
            json.field("conversion_probability", attribution.conversion_probability);
            json.key("channels").array([&] {
                for (std::size_t i = 0; i < table.channels.size(); ++i)
                    json.object([&] {
                        const auto& share = attribution.channels[i];
                        json.field("channel", table.channels[i]);
                        json.field("first", share.first);
                        json.field("last", share.last);
                        json.field("linear", share.linear);
                        json.field("markov", share.markov);
                        json.field("removal_effect", share.removal_effect);
                    });
            });
        });
    });
}

// The same ways of sharing, of what it was worth.
std::string value_text(const PathTable& table, const Attribution& attribution, const CommandTools& tools)
{
    auto text = [&](std::string_view key, const TextParams& params = {}) {
        return tools.locale.text(tools.language, key, params);
    };
    auto out = "\n" + text("figures.value", {{"value", shown(tools, attribution.value, 2)}}) + "\n\n";
    out += fmt::format("{:>14}{:>14}{:>14}{:>14}  {}\n", text("figures.first"), text("figures.last"), text("figures.linear"),
                       text("figures.markov"), text("figures.channel"));
    for (std::size_t i = 0; i < table.channels.size(); ++i) {
        const auto& share = attribution.channels[i];
        out +=
            fmt::format("{:>14}{:>14}{:>14}{:>14}  {}\n", shown(tools, share.first_value, 2), shown(tools, share.last_value, 2),
                        shown(tools, share.linear_value, 2), shown(tools, share.markov_value, 2), table.channels[i]);
    }
    return out;
}

std::string attribution_text(const PathTable& table, const Attribution& attribution, const CommandTools& tools)
{
    auto text = [&](std::string_view key, const TextParams& params = {}) {
        return tools.locale.text(tools.language, key, params);
    };
    auto out = text("figures.conversions", {{"conversions", shown(tools, attribution.conversions, 0)},
                                            {"probability", shown(tools, 100 * attribution.conversion_probability, 2)}})
             + "\n\n";
    out += fmt::format("{:>14}{:>14}{:>14}{:>14}{:>14}  {}\n", text("figures.first"), text("figures.last"),
                       text("figures.linear"), text("figures.markov"), text("figures.removal"), text("figures.channel"));
    for (std::size_t i = 0; i < table.channels.size(); ++i) {
        const auto& share = attribution.channels[i];
        out += fmt::format("{:>14}{:>14}{:>14}{:>14}{:>14}  {}\n", shown(tools, share.first, 1), shown(tools, share.last, 1),
                           shown(tools, share.linear, 1), shown(tools, share.markov, 1), shown(tools, share.removal_effect, 4),
                           table.channels[i]);
    }
    if (table.has_value) out += value_text(table, attribution, tools);
    return out + "\n" + text("figures.not_causal") + "\n";
}

std::string lifetime_json(const std::vector<Activity>& rows, const LifetimeFit& fit)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("alpha", fit.model.alpha);
            json.field("beta", fit.model.beta);
            json.field("gamma", fit.model.gamma);
            json.field("delta", fit.model.delta);
            json.field("log_likelihood", fit.log_likelihood);
            json.key("rows").array(rows, [&](const Activity& row) {
                json.object([&] {
                    json.field("frequency", row.frequency);
                    json.field("recency", row.recency);
                    json.field("periods", row.periods);
                    json.field("p_alive", probability_alive(fit.model, row));
                });
            });
        });
    });
}

std::string lifetime_text(const std::vector<Activity>& rows, const LifetimeFit& fit, const CommandTools& tools)
{
    auto text = [&](std::string_view key, const TextParams& params = {}) {
        return tools.locale.text(tools.language, key, params);
    };
    auto out = text("figures.lifetime", {{"alpha", shown(tools, fit.model.alpha)},
                                         {"beta", shown(tools, fit.model.beta)},
                                         {"gamma", shown(tools, fit.model.gamma)},
                                         {"delta", shown(tools, fit.model.delta)},
                                         {"log_likelihood", shown(tools, fit.log_likelihood, 2)}})
             + "\n\n";
    out += fmt::format("{:>14}{:>14}{:>14}{:>14}\n", text("figures.frequency"), text("figures.recency"), text("figures.periods"),
                       text("figures.alive"));
    for (const auto& row : rows)
        out += fmt::format("{:>14}{:>14}{:>14}{:>14}\n", row.frequency, row.recency, row.periods,
                           shown(tools, probability_alive(fit.model, row)));
    return out;
}

}  // namespace

CommandOutcome response_times(const ResponseCommand& command, const CommandTools& tools)
{
    auto csv = read_whole_file(command.file);
    if (!csv) return wrong_file(command.file, tools, csv.error());
    auto groups = read_waiting(*csv, command.by);
    if (!groups) return wrong_file(command.file, tools, groups.error());
    auto compared = compare(*std::move(groups));
    if (command.json) return {0, response_json(compared, command.by.empty() ? "all" : "") + "\n", {}};
    return {0, response_text(compared, tools), {}};
}

CommandOutcome attribution(const AttributionCommand& command, const CommandTools& tools)
{
    auto csv = read_whole_file(command.file);
    if (!csv) return wrong_file(command.file, tools, csv.error());
    auto table = read_paths(*csv);
    if (!table) return wrong_file(command.file, tools, table.error());
    auto shares = attribute(table->paths, table->channels.size());
    return {0, command.json ? attribution_json(*table, shares) + "\n" : attribution_text(*table, shares, tools), {}};
}

CommandOutcome lifetime(const LifetimeCommand& command, const CommandTools& tools)
{
    auto csv = read_whole_file(command.file);
    if (!csv) return wrong_file(command.file, tools, csv.error());
    auto rows = read_activities(*csv);
    if (!rows) return wrong_file(command.file, tools, rows.error());
    auto fit = fit_lifetime(*rows);
    // The figures are printed all the same: they are as likely as any beyond the edge.
    auto warning =
        fit.at_edge ? command.file + ": " + tools.locale.text(tools.language, "figures.at_edge") + "\n" : std::string{};
    return {0, command.json ? lifetime_json(*rows, fit) + "\n" : lifetime_text(*rows, fit, tools), warning};
}

}  // namespace favilla::server
