// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/webfinger.h — RFC 7033, asked of others: whose actor a handle is.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "activitypub/federation.h"

namespace favilla::activitypub {

struct FoundHandle {
    std::string username;  // as the answering server writes it
    std::string host;
    std::string actor;  // the URI
};
// The answer that stood there, a JRD (RFC 7033).
std::optional<FoundHandle> read_handle_answer(std::string_view body);
// None when nobody answers, or the answer names no actor.
std::optional<FoundHandle> look_up_handle(Federation&, std::string_view username, std::string_view host);

}  // namespace favilla::activitypub
