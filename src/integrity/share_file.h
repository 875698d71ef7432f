// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/share_file.h — who shared what in which content, as CooRTweet reads it: comma-separated values with the columns object_id,
// account_id, content_id and timestamp_share (whole seconds), in any order, others passed over.
#pragma once
#include <string_view>
#include <vector>

#include "base/result.h"
#include "integrity/coordination.h"
#include "integrity/names.h"

namespace favilla::integrity {

struct ShareTable {
    Names objects, accounts, contents;
    std::vector<Share> shares;
};

// Refuses: Invalid, with the line and the column: csv.*, coordination.missing_column, coordination.empty_field.
Result<ShareTable> read_shares(std::string_view text);

}  // namespace favilla::integrity
