// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/log_pieces.h — a log of any length in the pieces that GoAccess reads: a line, or where it is longer than 4,095 bytes
// that many of it at a time, each of which counts as a line there. Holds one buffer, however long log and lines are.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace favilla::analytics {

inline constexpr std::size_t longest_piece = 4095;

struct LogPiece {
    std::string_view text;    // with the line's end, where it has come; valid until the next piece is asked for
    std::int64_t line = 0;    // from 1
    bool is_whole = true;     // the line is no longer than this
    bool begins_line = true;  // false: the rest of a longer one
};

class LogPieces {
public:
    // Fills what it is given from the front and says how much came; 0 at the end.
    using Fill = std::function<std::size_t(std::span<char>)>;
    explicit LogPieces(Fill);

    std::optional<LogPiece> next();

private:
    bool refill();

    Fill fill_;
    std::string buffer_;
    std::size_t begin_ = 0, end_ = 0;
    std::int64_t line_ = 0;
    bool at_end_ = false, inside_line_ = false;
};

}  // namespace favilla::analytics
