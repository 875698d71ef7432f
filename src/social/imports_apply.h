// SPDX-License-Identifier: AGPL-3.0-or-later
// social/imports_apply.h — what becomes of one line of an import, and of what is there and stands in no line. For social/imports.cpp.
#pragma once
#include <set>
#include <string>
#include <utility>

#include "social/imports.h"

namespace favilla::social {

// The account or the status a line names, as far as it is known here; none of a host.
std::optional<std::int64_t> find_target(db::Reader&, const Import&, const PortableRow&);
// By the words that asking others has brought.
std::optional<std::int64_t> find_brought(db::Reader&, const Import&, std::string_view words);
// Whether it is worth asking: of one of ours all is known.
bool may_be_elsewhere(db::Reader&, const Import&, const PortableRow&);

// Refuses NotFound "import.account_missing", "import.post_missing" where nothing was found, and what each relation refuses.
Result<void> take_over(db::Transaction&, const Import&, const PortableRow&, std::optional<std::int64_t> target, Time now);

struct Named {                    // by all lines of a file
    std::set<std::string> words;  // key_of()
    std::set<std::string> lists;
    std::set<std::pair<std::string, std::int64_t>> targets;  // with the list they stand in
};
std::string key_of(const PortableRow&);
// Takes away what is not named, at most so many. How many that were.
std::int64_t remove_others(db::Transaction&, const Import&, const Named&, std::int64_t at_most, Time now);

}  // namespace favilla::social
