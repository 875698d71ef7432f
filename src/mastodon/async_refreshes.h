// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/async_refreshes.h — an answer that grows while a job goes on (docs.joinmastodon.org/methods/async_refreshes): its header names the job, and who
// asks for that name is told how far it is.
#pragma once
#include <optional>
#include <string>

#include "mastodon/api.h"

namespace favilla::mastodon {

struct AsyncRefresh {
    std::string id;
    bool running = false;
    std::optional<std::int64_t> found;  // how much it brought so far; none: it is not counted
};

// Answers to the post that are being asked for elsewhere; none: nobody asked lately.
std::optional<AsyncRefresh> refresh_of_conversation(db::Reader&, StatusId, Time now);
// The report of a year that is being made for that account.
std::optional<AsyncRefresh> refresh_of_report(db::Reader&, AccountId, int year, Time now);

net::Response with_refresh(net::Response, const std::optional<AsyncRefresh>&);  // the header, while it goes on

}  // namespace favilla::mastodon
