// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/media_commands.h"

#include <cstdio>
#include <sstream>

#include <fmt/format.h>

#include "social/media_store.h"

namespace favilla::server {

namespace {

constexpr Duration a_step = seconds(2);

social::MediaHome home_of(const MediaMoveCommand& command)
{
    return command.to == "s3" ? social::MediaHome::Bucket : social::MediaHome::Folder;
}

std::string megabytes(std::int64_t bytes) { return fmt::format("{:.1f}", static_cast<double>(bytes) / (1024 * 1024)); }

std::vector<std::pair<std::string, std::string>> counted(std::int64_t files, std::int64_t bytes)
{
    return {{"count", std::to_string(files)}, {"megabytes", megabytes(bytes)}};
}

// "LAST DONE FILES BYTES", then a line for each problem. LAST is - at the beginning.
std::string step_text(const social::MediaMove& move)
{
    auto text = fmt::format("{} {} {} {}\n", move.last.empty() ? "-" : move.last, move.is_done ? 1 : 0, move.files, move.bytes);
    for (const auto& problem : move.problems) text += problem + "\n";
    return text;
}

std::optional<social::MediaMove> read_step(const std::string& text)
{
    std::istringstream in{text};
    social::MediaMove move;
    int is_done = 0;
    if (!(in >> move.last >> is_done >> move.files >> move.bytes)) return std::nullopt;
    if (move.last == "-") move.last.clear();
    move.is_done = is_done == 1;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) move.problems.push_back(line);
    return move;
}

}  // namespace

CommandOutcome run(const MediaMoveCommand& command, Store& store, const CommandTools& tools)
{
    auto to = home_of(command);
    if (!store.media->bucket()) return refused(tools, Error{ErrorCode::Conflict, "media.no_bucket"});
    if (command.dry_run) {
        auto move = store.media->to_move(to);
        return {0, tools.locale.text(tools.language, "media.would_move", counted(move.files, move.bytes)) + "\n", {}};
    }
    // Otherwise what comes in while files move would go where they come from.
    if (store.media->home() != to) return refused(tools, Error{ErrorCode::Conflict, "media.other_store", {{"to", command.to}}});
    auto move = store.media->move_some(to, command.after, a_step);
    if (!move) return refused(tools, move.error());
    return {0, step_text(*move), {}};
}

CommandOutcome move_media(const MediaMoveCommand& command, const CommandTools& tools,
                          const std::function<CommandOutcome(const MediaMoveCommand&)>& step)
{
    auto next = command;
    next.step = true;
    social::MediaMove all;
    while (!all.is_done) {
        next.after = all.last;
        auto outcome = step(next);
        auto move = outcome.exit_code == 0 ? read_step(outcome.out) : std::nullopt;
        if (!move) {
            outcome.out = tools.locale.text(tools.language, "media.move_stopped", counted(all.files, all.bytes)) + "\n";
            return outcome;
        }
        all.last = move->last;
        all.is_done = move->is_done;
        all.files += move->files;
        all.bytes += move->bytes;
        all.problems.insert(all.problems.end(), move->problems.begin(), move->problems.end());
        if (all.is_done) break;
        std::puts(tools.locale.text(tools.language, "media.moving", counted(all.files, all.bytes)).c_str());
        std::fflush(stdout);
    }
    CommandOutcome outcome{all.problems.empty() ? 0 : 1, {}, {}};
    for (const auto& problem : all.problems) outcome.err += problem + "\n";
    outcome.out = tools.locale.text(tools.language, "media.moved", counted(all.files, all.bytes)) + "\n";
    return outcome;
}

std::vector<std::string> words_of_step(std::vector<std::string> words, const MediaMoveCommand& command)
{
    words.emplace_back("--step");
    if (!command.after.empty()) words.insert(words.end(), {"--after", command.after});
    return words;
}

}  // namespace favilla::server
