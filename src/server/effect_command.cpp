// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/effect_command.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "analytics/effect.h"
#include "analytics/effect_file.h"
#include "analytics/effect_plot.h"
#include "analytics/effect_words.h"
#include "analytics/synthetic_control.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "server/commands.h"
#include "server/whole_file.h"

namespace favilla::server {

namespace {

using analytics::Effect;
using analytics::EffectFile;
using analytics::SyntheticControl;

void write_synthetic(JsonWriter& json, const EffectFile& file, const SyntheticControl& synthetic)
{
    json.object([&] {
        json.key("weights").object([&] {
            for (std::size_t i = 0; i < synthetic.weights.size(); ++i) json.field(file.control_names[i], synthetic.weights[i]);
        });
        analytics::write_synthetic_figures(json, synthetic);
    });
}

std::string effect_json(const EffectCommand& command, const EffectFile& file, const Effect& effect,
                        const std::optional<SyntheticControl>& synthetic)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            analytics::write_effect(json, effect);
            json.field("draws", command.draws);
            json.field("seed", command.seed);
            json.key("inclusion").object([&] {
                for (std::size_t i = 0; i < effect.inclusion.size(); ++i) json.field(file.control_names[i], effect.inclusion[i]);
            });
            json.key("placebo").object([&] {
                json.field("contained", effect.placebo.contained);
                json.field("of", effect.placebo.of);
            });
            json.field("minimum_detectable", effect.minimum_detectable);
            if (!synthetic) return;
            json.key("synthetic_control");
            write_synthetic(json, file, *synthetic);
        });
    });
}

class Report {
public:
    Report(const CommandTools& tools, const EffectFile& file, const Effect& effect,
           const std::optional<SyntheticControl>& synthetic)
        : tools_{tools}, file_{file}, effect_{effect}, synthetic_{synthetic}, words_{tools.locale, tools.language, effect}
    {}

    std::string text(const EffectCommand& command) const
    {
        auto out = say("effect.heading", {{"response", file_.response_name}, {"pre", command.pre}, {"post", command.post}});
        out += words_.detectable() + "\n";
        if (effect_.short_history) out += warning();
        out += "\n" + table() + "\n";
        out += words_.verdict() + "\n" + words_.probability() + "\n" + words_.placebo() + "\n";
        for (std::size_t i = 0; i < effect_.inclusion.size(); ++i)
            out += words_.control(file_.control_names[i], effect_.inclusion[i]) + "\n";
        if (!synthetic_) return out;
        out += "\n";
        for (const auto& sentence : words_.second_opinion(*synthetic_, file_.control_names)) out += sentence + "\n";
        return out;
    }

    std::string warning() const
    {
        return say("effect.short_history_warning", {{"needed", std::to_string(analytics::history_per_effort)}});
    }

    std::string picture(const EffectCommand& command, analytics::RowRange post) const
    {
        auto title = tools_.locale.text(tools_.language, "effect.heading",
                                        {{"response", file_.response_name}, {"pre", command.pre}, {"post", command.post}});
        auto step = [&](std::size_t row) { return file_.dates.empty() ? std::to_string(row + 1) : file_.dates[row]; };
        return analytics::effect_plot(effect_.path, post, words_.plot(std::move(title), file_.response_name, step));
    }

private:
    std::string say(std::string_view key, const TextParams& params = {}) const
    {
        return tools_.locale.text(tools_.language, key, params) + "\n";
    }
    std::string number(double value, int decimals) const { return words_.number(value, decimals); }
    std::string percent(double share, int decimals) const { return words_.percent(share, decimals); }

    std::string table() const
    {
        auto line = [&](std::string_view key, const std::string& average, const std::string& cumulative) {  // no key: no name
            auto cell = [](std::string text, std::size_t wide) {
                auto length = grapheme_count(text);
                return text + std::string(length < wide ? wide - length : 1, ' ');
            };
            auto whole = cell(key.empty() ? "" : tools_.locale.text(tools_.language, key), 30) + cell(average, 28) + cumulative;
            return whole.substr(0, whole.find_last_not_of(' ') + 1) + "\n";
        };
        auto word = [&](const char* key) { return tools_.locale.text(tools_.language, key); };
        const auto &average = effect_.average, &sum = effect_.cumulative;
        int few = words_.average_decimals(), many = words_.cumulative_decimals();
        auto with_sd = [&](double value, double sd, int decimals) {
            return number(value, decimals) + " (" + number(sd, decimals) + ")";
        };
        auto interval = [&](double lower, double upper, int decimals) {
            return number(lower, decimals) + " … " + number(upper, decimals);
        };
        auto relative = percent(average.relative_lower, 1) + " … " + percent(average.relative_upper, 1);
        return line("", word("effect.column.average"), word("effect.column.cumulative"))
             + line("effect.row.actual", number(average.actual, few), number(sum.actual, many))
             + line("effect.row.predicted", with_sd(average.predicted, average.predicted_sd, few),
                    with_sd(sum.predicted, sum.predicted_sd, many))
             + line("effect.row.interval", interval(average.predicted_lower, average.predicted_upper, few),
                    interval(sum.predicted_lower, sum.predicted_upper, many))
             + line("effect.row.effect", with_sd(average.effect, average.effect_sd, few),
                    with_sd(sum.effect, sum.effect_sd, many))
             + line("effect.row.interval", interval(average.effect_lower, average.effect_upper, few),
                    interval(sum.effect_lower, sum.effect_upper, many))
             + line("effect.row.relative", percent(average.relative, 1), percent(sum.relative, 1))
             + line("effect.row.interval", relative, relative);
    }

    const CommandTools& tools_;
    const EffectFile& file_;
    const Effect& effect_;
    const std::optional<SyntheticControl>& synthetic_;
    analytics::EffectWords words_;
};

// A control is named, not numbered.
Error with_name(Error error, const EffectFile& file)
{
    for (auto& [name, value] : error.params)
        if (name == "control") value = file.control_names.at(std::stoul(value) - 1);
    return error;
}

struct Answer {
    EffectFile file;
    analytics::RowRange post;
    Effect effect;
    std::optional<SyntheticControl> synthetic;
};

Result<Answer> answer(const EffectCommand& command, std::string_view csv)
{
    Answer found;
    TRY(found.file, analytics::read_effect_file(csv));
    TRY(auto pre, analytics::find_rows(found.file, command.pre));
    TRY(found.post, analytics::find_rows(found.file, command.post));
    // A history that is too short is used and said so: whoever types the command sees the sentence. A declared effort is
    // refused.
    analytics::EffectData data{found.file.response, found.file.controls, found.file.control_names.size(), pre, found.post};
    auto effect =
        analytics::estimate_effect(data, {.season = command.season,
                                          .draws = command.draws,
                                          .seed = static_cast<std::uint64_t>(command.seed),
                                          .short_history = analytics::ShortHistory::Allowed,
                                          .path = command.svg.empty() ? analytics::WithPath::No : analytics::WithPath::Yes});
    if (!effect) return std::unexpected(with_name(effect.error(), found.file));
    found.effect = std::move(*effect);
    found.synthetic = analytics::synthetic_control(data);
    return found;
}

}  // namespace

CommandOutcome effect(const EffectCommand& command, const CommandTools& tools)
{
    auto csv = read_whole_file(command.file);
    if (!csv) return refused(tools, csv.error());
    auto found = answer(command, *csv);
    if (!found) return wrong_file(command.file, tools, found.error());

    Report report{tools, found->file, found->effect, found->synthetic};
    if (!command.svg.empty()) {
        std::ofstream out{command.svg, std::ios::binary};
        out << report.picture(command, found->post);
        out.close();
        if (!out)
            return refused(
                tools, Error{ErrorCode::Invalid, "effect.no_picture", {{"file", command.svg}, {"reason", std::strerror(errno)}}});
    }
    if (!command.json) return {0, report.text(command), {}};
    return {0, effect_json(command, found->file, found->effect, found->synthetic) + "\n",
            found->effect.short_history ? report.warning() : ""};
}

}  // namespace favilla::server
