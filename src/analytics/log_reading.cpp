// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/log_reading.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "analytics/access_log.h"

namespace favilla::analytics {

namespace {

constexpr std::size_t most_agents = 100'000;  // whose nature is remembered

class LogReader {
public:
    LogReader(const Random& random, const KnownHosts& known, const DayWatch& watch)
        : counter_(random), visits_(random, known), watch_(watch)
    {}

    void take(const LogPiece& piece)
    {
        if (piece.begins_line) ++reading_.lines;
        auto line = is_no_line(piece.text) ? std::expected<LogLine, LineFault>{std::unexpected(LineFault::CutShort)}
                                           : read_log_line(piece.text);
        bool says_nothing = is_no_line(piece.text);
        if (line) counter_.count(*line);
        if (!line && !says_nothing) counter_.count_failed();
        if (!piece.begins_line) return;
        if (!piece.is_whole) return note_broken(piece.line, "too_long");
        if (says_nothing) {
            ++reading_.unread;
            return;
        }
        if (!line) return note_broken(piece.line, std::string{name_of(line.error())});
        take_visit(*line);
    }

    LogReading end()
    {
        reading_.goaccess = counter_.counts();
        reading_.beyond_days = visits_.beyond_days();
        reading_.days = visits_.days();
        return std::move(reading_);
    }

private:
    void note_broken(std::int64_t line, std::string reason)
    {
        ++reading_.broken[reason];
        if (reading_.first_broken.size() < shown_broken_lines) reading_.first_broken.push_back({line, std::move(reason)});
    }

    const AgentNature& nature_of(std::string_view agent)
    {
        if (natures_.size() >= most_agents) natures_.clear();
        auto found = natures_.find(agent);
        if (found == natures_.end()) found = natures_.emplace(agent, nature_of_agent(agent)).first;
        return found->second;
    }

    void take_visit(const LogLine& line)
    {
        auto request = split_request(line.request);
        auto target = request.target;
        if (target.ends_with(' ')) target.remove_suffix(1);
        PageRequest page{.at = line.at.time(),
                         .day = line.at.day_number(),
                         .hour = line.at.hour,
                         .address = line.address,
                         .agent = line.agent,
                         .method = request.method,
                         .target = target,
                         .referrer = line.referrer};
        std::from_chars(line.status.data(), line.status.data() + line.status.size(), page.answer);
        auto* day = visits_.note(page);
        if (!day) return;
        const auto& nature = nature_of(line.agent);
        if (auto step = dropped_by(page, nature.kind)) {
            visits_.drop(*day, *step);
            if (!nature.name.empty()) ++reading_.robots[std::string{nature.name}];
        } else {
            visits_.view(*day, page);
        }
        if (watch_) watch_(*day);
    }

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    LogCounter counter_;
    VisitCounter visits_;
    const DayWatch& watch_;
    LogReading reading_;
    std::unordered_map<std::string, AgentNature, Hash, std::equal_to<>> natures_;
};

}  // namespace

LogReading read_access_log(LogPieces pieces, const Random& random, const KnownHosts& known, const DayWatch& watch)
{
    LogReader reader{random, known, watch};
    while (auto piece = pieces.next()) reader.take(*piece);
    return reader.end();
}

VisitDay sum_of(const std::map<std::int64_t, VisitDay>& days)
{
    VisitDay sum;
    for (const auto& [number, day] : days) add(sum, day);
    return sum;
}

}  // namespace favilla::analytics
