// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fmt/format.h>

#include "base/json_writer.h"
#include "conversations/answering.h"
#include "conversations/tree_file.h"
#include "server/figures.h"
#include "server/whole_file.h"

namespace favilla::server {

namespace {

using namespace conversations;

struct Named {
    std::string_view name;
    const Pull& pull;
};

std::vector<Named> pulls_of(const AnsweringFit& fit)
{
    return {{"alpha", fit.popularity},
            {"beta", fit.opener},
            {"kappa", fit.reciprocity},
            {"tau", fit.novelty},
            {"towards_us", fit.towards_us}};
}

std::string answers_json(const AnsweringFit& fit, std::size_t conversations)
{
    return write_json([&](JsonWriter& json) {
               json.object([&] {
                   json.field("conversations", static_cast<std::int64_t>(conversations));
                   json.field("comments", fit.comments);
                   for (const auto& [name, pull] : pulls_of(fit))
                       json.key(name).object([&] {
                           json.field("value", pull.value);
                           json.field("lower", pull.interval.lower);
                           json.field("upper", pull.interval.upper);
                       });
                   json.field("log_likelihood", fit.log_likelihood);
               });
           })
         + "\n";
}

// One sentence first: do they answer us, each other, or can it not be told?
std::string_view verdict_of(const AnsweringFit& fit)
{
    if (fit.towards_us.interval.lower > 0.5) return "answers.us";
    return fit.towards_us.interval.upper < 0.5 ? "answers.each_other" : "answers.open";
}

std::string answers_text(const CommandTools& tools, const AnsweringFit& fit, std::size_t conversations)
{
    auto say = [&](std::string_view key, const TextParams& params = {}) {
        return tools.locale.text(tools.language, key, params);
    };
    auto number = [&](double value) { return tools.locale.number(tools.language, value, 3); };
    auto text =
        say(verdict_of(fit)) + "\n"
        + say("answers.from", {{"comments", tools.locale.number(tools.language, fit.comments)},
                               {"conversations", tools.locale.number(tools.language, static_cast<std::int64_t>(conversations))}})
        + "\n\n";
    for (const auto& [name, pull] : pulls_of(fit))
        text +=
            "  " + say("answers." + std::string{name}) + ": "
            + say("answers.interval",
                  {{"value", number(pull.value)}, {"lower", number(pull.interval.lower)}, {"upper", number(pull.interval.upper)}})
            + "\n";
    return text;
}

}  // namespace

CommandOutcome who_answers_whom(const AnswersCommand& command, const CommandTools& tools)
{
    auto text = read_whole_file(command.file);
    if (!text) return wrong_file(command.file, tools, text.error());
    auto threads = read_threads(*text);
    if (!threads) return wrong_file(command.file, tools, threads.error());
    std::vector<std::vector<TreeNode>> conversations;
    for (auto& thread : *threads) {
        for (std::size_t n = 1; n < thread.nodes.size(); ++n)
            if (thread.nodes[n].parent >= n)
                return wrong_file(command.file, tools,
                                  {ErrorCode::Invalid, "answers.order", {{"thread", std::to_string(thread.number)}}});
        conversations.push_back(std::move(thread.nodes));
    }
    auto fit = fit_answering(conversations);
    if (!fit)
        return wrong_file(command.file, tools,
                          {ErrorCode::Invalid, "answers.too_few", {{"least", std::to_string(least_choices)}}});
    return {0, command.json ? answers_json(*fit, conversations.size()) : answers_text(tools, *fit, conversations.size()), {}};
}

}  // namespace favilla::server
