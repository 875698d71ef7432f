// SPDX-License-Identifier: AGPL-3.0-or-later
// From words to a command's outcome: which commands need data, and whose process works on it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/config.h"
#include "server/commands.h"
#include "server/domain_export.h"
#include "server/domain_import.h"
#include "server/figures.h"
#include "server/integrity_reports.h"
#include "server/media_commands.h"
#include "server/media_places.h"
#include "server/version.h"
#include "server/visits_command.h"
#include "social/media_worker.h"

namespace favilla::server {

namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

void print(const CommandOutcome& outcome)
{
    std::fwrite(outcome.out.data(), 1, outcome.out.size(), stdout);
    std::fflush(stdout);
    std::fwrite(outcome.err.data(), 1, outcome.err.size(), stderr);
}

int printed(const CommandOutcome& outcome)
{
    print(outcome);
    return outcome.exit_code;
}

Language choose_language(const Locale& locale, const std::string& wanted)
{
    if (auto language = locale.find(wanted)) return *language;
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (!value || !*value) continue;
        return locale.find(std::string_view{value}.substr(0, 2)).value_or(Language{});
    }
    return {};
}

// Commands that look at media are told where they lie.
Result<void> place_media(Store& store, const Command& command, const CommandTools& tools)
{
    if (auto* check = std::get_if<CheckCommand>(&command)) return use_media_places_of(store, check->config_file, tools);
    if (auto* move = std::get_if<MediaMoveCommand>(&command)) return use_media_places_of(store, move->config_file, tools);
    return {};
}

int run_alone(const CommandLine& line, const CommandTools& tools)
{
    // restore makes the folder itself; migrate says what it did: both open the store on their own terms.
    auto store = open_migrated_store(line.place, tools.clock());
    if (!store) {
        print(refused(tools, store.error()));
        return 1;
    }
    if (auto placed = place_media(*store, line.command, tools); !placed) return printed(refused(tools, placed.error()));
    auto outcome = run_on_store(line.command, *store, tools);
    print(outcome);
    return outcome.exit_code;
}

// A file is named from where the person stands; a server that does the work stands elsewhere.
std::vector<std::string> with_whole_path(std::vector<std::string> words, const Command& command)
{
    std::string named;
    if (auto* emoji = std::get_if<EmojiAddCommand>(&command)) named = emoji->file;
    if (auto* import = std::get_if<HostImportCommand>(&command)) named = import->file;
    if (auto* backup = std::get_if<BackupCommand>(&command)) named = backup->target;
    if (auto* visits = std::get_if<ImportVisitsCommand>(&command)) named = visits->file;
    auto last = std::find(words.rbegin(), words.rend(), named);
    if (!named.empty() && last != words.rend()) *last = std::filesystem::absolute(named).string();
    return words;
}

int run_data_command(const CommandLine& line, const std::vector<std::string>& words, const CommandTools& tools)
{
    if (!is_in_use(line.place)) return run_alone(line, tools);
    // What is typed here does not reach the server's standard input.
    if (auto* visits = std::get_if<ImportVisitsCommand>(&line.command); visits && visits->file == "-")
        return printed(refused(tools, Error{ErrorCode::Unsupported, "visits.needs_file", {{"folder", line.place.folder}}}));
    auto outcome = run_in_server(line.place.control_socket(), with_whole_path(words, line.command));
    if (!outcome) outcome = refused(tools, Error{ErrorCode::Unavailable, "store.in_use", {{"folder", line.place.folder}}});
    print(*outcome);
    return outcome->exit_code;
}

int run_media_move(const CommandLine& line, const MediaMoveCommand& command, const std::vector<std::string>& words,
                   const CommandTools& tools)
{
    if (command.dry_run) return run_data_command(line, words, tools);
    if (is_in_use(line.place)) {
        auto missing = refused(tools, Error{ErrorCode::Unavailable, "store.in_use", {{"folder", line.place.folder}}});
        return printed(move_media(command, tools, [&](const MediaMoveCommand& step) {
            return run_in_server(line.place.control_socket(), words_of_step(words, step)).value_or(missing);
        }));
    }
    auto store = open_migrated_store(line.place, tools.clock());
    if (!store) return printed(refused(tools, store.error()));
    if (auto placed = place_media(*store, command, tools); !placed) return printed(refused(tools, placed.error()));
    store->media->open_for_writing();
    return printed(move_media(command, tools, [&](const MediaMoveCommand& step) { return run_on_store(step, *store, tools); }));
}

int run_domain_export(const CommandLine& line, const DomainExportCommand& command, const CommandTools& tools)
{
    if (is_in_use(line.place)) {
        auto missing = refused(tools, Error{ErrorCode::Unavailable, "store.in_use", {{"folder", line.place.folder}}});
        return printed(export_domain(command, line.place, tools, [&](const DomainExportCommand& step) {
            return run_in_server(line.place.control_socket(), words_of_copy(step)).value_or(missing);
        }));
    }
    auto store = open_migrated_store(line.place, tools.clock());
    if (!store) return printed(refused(tools, store.error()));
    return printed(
        export_domain(command, line.place, tools, [&](const DomainExportCommand& step) { return run(step, *store, tools); }));
}

int run_domain_import(const CommandLine& line, const DomainImportCommand& command, const CommandTools& tools)
{
    if (is_in_use(line.place)) {
        auto missing = refused(tools, Error{ErrorCode::Unavailable, "store.in_use", {{"folder", line.place.folder}}});
        return printed(import_domain(command, line.place, tools, [&](const DomainImportCommand& step) {
            return run_in_server(line.place.control_socket(), words_of_laying_down(step)).value_or(missing);
        }));
    }
    auto store = open_migrated_store(line.place, tools.clock());
    if (!store) return printed(refused(tools, store.error()));
    if (auto placed = use_media_places_of(*store, command.config_file, tools); !placed)
        return printed(refused(tools, placed.error()));
    store->media->open_for_writing();
    return printed(
        import_domain(command, line.place, tools, [&](const DomainImportCommand& step) { return run(step, *store, tools); }));
}

}  // namespace

std::string complaint(const CommandTools& tools, const Error& error)
{
    return "favilla: " + tools.locale.text(tools.language, error) + "\n";
}

CommandOutcome refused(const CommandTools& tools, const Error& error) { return {1, {}, complaint(tools, error)}; }

CommandOutcome wrong_file(const std::string& file, const CommandTools& tools, const Error& error)
{
    if (error.key == "command.no_file") return refused(tools, error);
    return {1, {}, file + ": " + tools.locale.text(tools.language, error) + "\n"};
}

int run_program(const std::vector<std::string>& words)
{
    auto parsed = read_command_line(words);
    if (auto* message = std::get_if<CommandLineMessage>(&parsed)) {
        std::fputs(message->text.c_str(), message->exit_code == 0 ? stdout : stderr);
        return message->exit_code;
    }
    const auto& line = std::get<CommandLine>(parsed);
    Locale locale;
    CommandTools tools{locale, choose_language(locale, line.language), system_now, system_random()};
    return std::visit(Overloaded{
                          [&](const ServeCommand& command) { return serve(line, command, tools); },
                          [&](const MeasureCommand& command) { return printed(measure(command, tools)); },
                          [&](const ResponseCommand& command) { return printed(response_times(command, tools)); },
                          [&](const AttributionCommand& command) { return printed(attribution(command, tools)); },
                          [&](const LifetimeCommand& command) { return printed(lifetime(command, tools)); },
                          [&](const AnswersCommand& command) { return printed(who_answers_whom(command, tools)); },
                          [&](const ArchiveCommand& command) { return printed(look_into_archive(command, tools)); },
                          [&](const CoordinationCommand& command) { return printed(coordination(command, tools)); },
                          [&](const JudgeCommand& command) { return printed(judge_community(command, tools)); },
                          [&](const StreamCommand& command) { return printed(stream_community(command, tools)); },
                          [&](const ImportVisitsCommand& command) {
                              if (command.dry_run) return printed(count_visits(command, tools));
                              return run_data_command(line, words, tools);
                          },
                          [&](const EffectCommand& command) { return printed(effect(command, tools)); },
                          [&](const RestoreCommand& command) {
                              auto outcome = restore(command, line.place, tools);
                              print(outcome);
                              return outcome.exit_code;
                          },
                          [&](const DomainExportCommand& command) { return run_domain_export(line, command, tools); },
                          [&](const DomainImportCommand& command) { return run_domain_import(line, command, tools); },
                          [&](const MediaMoveCommand& command) { return run_media_move(line, command, words, tools); },
                          [&](const MediaWorkerCommand& command) { return social::run_media_worker(command.words); },
                          [&](const ConfigCommand&) { return std::fputs(example_config().c_str(), stdout) < 0 ? 1 : 0; },
                          [&](const VersionCommand&) { return std::printf("favilla %s\n", version) < 0 ? 1 : 0; },
                          [&](const auto&) { return run_data_command(line, words, tools); },
                      },
                      line.command);
}

}  // namespace favilla::server
