// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/answers.h — how this protocol answers: documents, and refusals mapped to HTTP in one place.
#pragma once
#include <string>

#include "base/result.h"
#include "net/http.h"

namespace favilla::activitypub {

net::Response document_response(std::string body);  // application/activity+json, Vary: Accept
net::Response jrd_response(std::string body);       // application/jrd+json
net::Response json_answer(std::string body, std::string_view content_type);
net::Response refusal(const Error&);

// Whether the Accept header likes a document better than a page.
bool wants_document(const net::Request&);

}  // namespace favilla::activitypub
