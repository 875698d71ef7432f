// SPDX-License-Identifier: AGPL-3.0-or-later
// social/run_worker.h — this program once more, as a process of its own that is given some bytes and answers with some. For social/ alone.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace favilla::social {

struct WorkerBounds {
    Duration time;
    std::size_t output_bytes;
};

// None when it failed, was killed, said too much, or took too long: then it is ended. It inherits no open file and no environment.
std::optional<std::string> run_worker(const std::vector<std::string>& words, std::string_view input, WorkerBounds);

// As it says it, piece by piece; false when the whole of it is not to be believed, as above.
using HearPiece = std::function<void(std::string_view)>;
bool run_worker(const std::vector<std::string>& words, std::string_view input, WorkerBounds, const HearPiece&);

}  // namespace favilla::social
