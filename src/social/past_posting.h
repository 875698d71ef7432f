// SPDX-License-Identifier: AGPL-3.0-or-later
// social/past_posting.h — one post of an archive becomes one of its owner's past. For social/ alone.
#pragma once
#include "social/past_imports.h"
#include "social/posting.h"

namespace favilla::social {

// It was brought in before, also if it was deleted since; or it was always here.
bool is_past_known(db::Reader&, AccountId, const std::string& uri);

// What came of its media: those that are ready, in their order and with their words, and why the others are left out.
struct TakenMedia {
    std::vector<Media> media;
    std::vector<std::string> left_out;
};

// Counts it in the import. Refuses Invalid, with the reason why it is left out.
Result<StatusId> bring_past_in(db::Transaction&, PastImport&, const Writer&, const PastWords&, const TakenMedia&, Time now);

}  // namespace favilla::social
