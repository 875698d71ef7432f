// SPDX-License-Identifier: AGPL-3.0-or-later
// social/past_marks.h — what a post that was brought in as its author's past says of where it comes from (social/past_imports.h). When it was
// written, it says as every post does.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "db/database.h"

namespace favilla::social {

struct PastMark {
    StatusId status;
    std::string url, handle;  // where it was first published, and as whom; so the archive says
};
std::vector<PastMark> past_marks_among(db::Reader&, const std::vector<StatusId>&);

}  // namespace favilla::social
