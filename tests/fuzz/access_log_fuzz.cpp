// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a log holds, its pieces are its bytes, each line is counted once under what became of it, and what is kept of it is text.
#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "analytics/log_reading.h"
#include "base/text.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

void must(bool is_so)
{
    if (!is_so) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view log{reinterpret_cast<const char*>(data), size};
    // The first byte says how much is given out at once.
    std::size_t at_once = size == 0 ? 1 : 1 + data[0];
    auto fill = [&](std::string_view rest) {
        return [rest, at_once](std::span<char> into) mutable {
            auto count = std::min({into.size(), at_once, rest.size()});
            std::ranges::copy(rest.substr(0, count), into.begin());
            rest.remove_prefix(count);
            return count;
        };
    };
    std::string joined;
    std::int64_t asked = 0;
    for (LogPieces pieces{fill(log)}; auto piece = pieces.next();) {
        joined += piece->text;
        asked += is_no_line(piece->text) ? 0 : 1;
        must(piece->text.size() <= longest_piece);
        if (auto line = read_log_line(piece->text)) {
            auto request = split_request(line->request);
            must(percent_decoded(request.target).size() <= request.target.size());
            must(is_valid_utf8(page_of(request.target)));
            must(is_valid_utf8(source_of(request.target, line->referrer, {}).site));
        }
    }
    must(joined == log);

    Random random = [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{7}); };
    auto reading = read_access_log(LogPieces{fill(log)}, random, {});
    auto sum = sum_of(reading.days);
    std::int64_t broken = 0, dropped = 0;
    for (const auto& [reason, count] : reading.broken) broken += count;
    for (const auto& [step, count] : sum[FigureKind::Drop]) dropped += count.views;
    must(reading.lines == reading.unread + broken + dropped + sum.views + reading.beyond_days);
    must(reading.goaccess.valid + reading.goaccess.failed == asked);
    must(sum.visits <= sum.views && sum.visitors <= sum.visits && sum.bounces <= sum.visits && sum.bounces >= 0
         && sum.seconds >= 0);
    return 0;
}
