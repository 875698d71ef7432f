// SPDX-License-Identifier: AGPL-3.0-or-later
// The command line of what computes figures from files, and takes visits in.
#include "server/subcommands.h"

namespace favilla::server {

namespace {

void add_effect_command(CLI::App& app, CommandLine& line)
{
    add_command<EffectCommand>(
        app, "effect", "What an effort caused: a series after it began against what the time before and controls predict", line,
        [](CLI::App& sub, EffectCommand& c) {
            sub.add_option("file", c.file,
                           "A CSV table: the first column that is no date is the response, the others are controls")
                ->required();
            sub.add_option("--pre", c.pre, "The time before, A:B: rows from 1, or dates; both within")->required();
            sub.add_option("--post", c.post, "The time of the effort, C:D")->required();
            sub.add_option("--season", c.season, "Rows in a cycle, as 7 for a week of days");
            sub.add_option("--draws", c.draws, "Draws from the posterior");
            sub.add_option("--seed", c.seed, "The same seed gives the same figures, everywhere")->check(CLI::NonNegativeNumber);
            sub.add_flag("--json", c.json, "Print every figure as JSON");
            sub.add_option("--svg", c.svg, "Draw a picture into this file");
        });
}

void add_figure_commands(CLI::App& app, CommandLine& line)
{
    constexpr const char* file_help = "The file; - for standard input";
    constexpr const char* json_help = "Print JSON";
    auto* import = app.add_subcommand("import", "Take in what other programs wrote");
    import->require_subcommand(1);
    import->fallthrough();
    add_command<ImportVisitsCommand>(
        *import, "visits", "Count the visits of an access log in the combined format, and keep their numbers by day", line,
        [&](CLI::App& sub, ImportVisitsCommand& c) {
            sub.add_option("log", c.file, "The log, packed with gzip or not; - for standard input")->required();
            sub.add_flag("--dry-run", c.dry_run, "Only say what is in it, and keep nothing");
            sub.add_flag("--json", c.json, json_help);
            sub.add_option("--site", c.site, "The host whose log it is; else the organisation's own");
            auto* replace = sub.add_flag("--replace", c.replace, "It takes the place of what another log told of the same hours");
            sub.add_flag("--add", c.add, "It counts beside what another log told of the same hours")->excludes(replace);
            sub.add_option("--domain", c.domain, domain_help);
        });
    add_command<AnswersCommand>(app, "answers", "Who answers whom, in the conversation trees of a TSV file as measure reads it",
                                line, [&](CLI::App& sub, AnswersCommand& c) {
                                    sub.add_option("file", c.file, file_help)->required();
                                    sub.add_flag("--json", c.json, json_help);
                                });
    add_command<ResponseCommand>(
        app, "response", "How long until an answer came, of a CSV file with the columns T (time) and E (1: it came, 0: not yet)",
        line, [&](CLI::App& sub, ResponseCommand& c) {
            sub.add_option("file", c.file, file_help)->required();
            sub.add_option("--by", c.by, "A column whose values are groups to compare");
            sub.add_flag("--json", c.json, json_help);
        });
    add_command<AttributionCommand>(app, "attribution",
                                    "What each channel had part in, of a CSV file with the columns path, total_conversions, …",
                                    line, [&](CLI::App& sub, AttributionCommand& c) {
                                        sub.add_option("file", c.file, file_help)->required();
                                        sub.add_flag("--json", c.json, json_help);
                                    });
    add_command<LifetimeCommand>(
        app, "lifetime", "Who is still there, of a CSV file with the columns frequency, recency, periods and perhaps weights",
        line, [&](CLI::App& sub, LifetimeCommand& c) {
            sub.add_option("file", c.file, file_help)->required();
            sub.add_flag("--json", c.json, json_help);
        });
}

void add_integrity_commands(CLI::App& app, CommandLine& line)
{
    add_command<CoordinationCommand>(
        app, "coordination",
        "Who shares the same things within seconds, of a CSV file with the columns object_id, account_id, content_id, timestamp_share",
        line, [](CLI::App& sub, CoordinationCommand& c) {
            sub.add_option("file", c.file, "The file; - for standard input")->required();
            sub.add_option("--window", c.window, "Seconds between two shares that are a pair")
                ->check(CLI::NonNegativeNumber)
                ->required();
            sub.add_option("--participation", c.participation, "Shares that an account needs")
                ->check(CLI::PositiveNumber)
                ->required();
            sub.add_option("--edge-weight", c.edge_weight, "The quantile of the weights that an edge must exceed to stand out")
                ->check(CLI::Range(0.0, 1.0))
                ->capture_default_str();
            sub.add_option("--edges", c.edges_file, "Write the network of accounts into this file");
            sub.add_flag("--json", c.json, "Print JSON");
        });
    auto* integrity = app.add_subcommand("integrity", "Look for support that is coordinated");
    integrity->require_subcommand(1);
    integrity->fallthrough();
    add_command<JudgeCommand>(
        *integrity, "judge",
        "Who acts together beyond chance, of a folder with accounts.csv, objects.csv, actions.csv and texts.csv", line,
        [](CLI::App& sub, JudgeCommand& c) {
            sub.add_option("folder", c.folder, "The folder")->required();
            sub.add_option("--pairs", c.pairs_file, "Write the tests of every pair into this file");
            sub.add_option("--q", c.q, "The rate of false discoveries")->check(CLI::Range(1e-9, 0.5))->capture_default_str();
            sub.add_flag("--json", c.json, "Print JSON");
        });
    add_command<StreamCommand>(
        *integrity, "stream",
        "Who comes to the same objects within moments, act by act, as it is seen between two nights; of such a folder", line,
        [](CLI::App& sub, StreamCommand& c) {
            sub.add_option("folder", c.folder, "The folder")->required();
            sub.add_flag("--json", c.json, "Print JSON");
        });
    add_command<IntegrityRunCommand>(*integrity, "run", "Judge what people did here over the last sixty days, as every night",
                                     line, [](CLI::App& sub, IntegrityRunCommand& c) {
                                         sub.add_flag("--json", c.json, "Print JSON");
                                         sub.add_option("--domain", c.domain, domain_help);
                                     });
    add_command<IntegrityVerifyCommand>(*integrity, "verify", "Whether the log of findings was changed by anybody, ever", line,
                                        [](CLI::App& sub, IntegrityVerifyCommand& c) {
                                            sub.add_flag("--json", c.json, "Print JSON");
                                            sub.add_option("--domain", c.domain, domain_help);
                                        });
}

}  // namespace

void add_file_commands(CLI::App& app, CommandLine& line)
{
    add_figure_commands(app, line);
    add_effect_command(app, line);
    add_integrity_commands(app, line);
}

}  // namespace favilla::server
