// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/log_pieces.h"

#include <algorithm>
#include <cstring>

namespace favilla::analytics {

namespace {

constexpr std::size_t buffer_size = 256 * 1024;

}  // namespace

LogPieces::LogPieces(Fill fill) : fill_(std::move(fill)), buffer_(buffer_size, '\0') {}

bool LogPieces::refill()
{
    if (at_end_) return false;
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
    auto came = fill_({buffer_.data() + end_, buffer_.size() - end_});
    at_end_ = came == 0;
    end_ += came;
    return !at_end_;
}

std::optional<LogPiece> LogPieces::next()
{
    auto rest = [&] { return std::string_view{buffer_}.substr(begin_, std::min(end_ - begin_, longest_piece)); };
    auto line_end = rest().find('\n');
    while (line_end == std::string_view::npos && rest().size() < longest_piece && refill()) line_end = rest().find('\n');
    auto text = rest().substr(0, line_end == std::string_view::npos ? line_end : line_end + 1);
    if (text.empty()) return std::nullopt;

    bool ends = text.ends_with('\n') || (at_end_ && begin_ + text.size() == end_);
    LogPiece piece{
        .text = text, .line = inside_line_ ? line_ : ++line_, .is_whole = !inside_line_ && ends, .begins_line = !inside_line_};
    inside_line_ = !ends;
    begin_ += text.size();
    return piece;
}

}  // namespace favilla::analytics
