// SPDX-License-Identifier: AGPL-3.0-or-later
// net/later.h — an answer that waits for something and holds no thread meanwhile: the handler begins it and is done, and its thread goes on
// with other requests.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "net/http.h"

namespace favilla::net {

// Of any handler that has a thread of a pool, so not of Pool::Inline.
struct Later {
    using Answered = std::move_only_function<void(std::optional<Response>)>;
    // By the thread that ran the handler. `answered` is called once, on any thread: with the answer, or with none, whereupon a thread of the
    // handler's kind asks `otherwise`. Must not throw. The request stays as it is until it is answered.
    std::function<void(Answered)> begin;
    std::function<Response()> otherwise;
};

inline Response answered_later(Later later)
{
    Response response;
    response.later = std::make_shared<const Later>(std::move(later));
    return response;
}

}  // namespace favilla::net
