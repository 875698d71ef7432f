// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/tag_answers.h — the answer to who did something with a tag: the tag as it stands to them afterwards.
#pragma once
#include "base/result.h"
#include "mastodon/api.h"
#include "net/http.h"
#include "social/tags.h"

namespace favilla::mastodon {

net::Response tag_response(const Api&, const Result<social::Tag>&);  // followed_tags.cpp

}  // namespace favilla::mastodon
