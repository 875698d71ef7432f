// SPDX-License-Identifier: AGPL-3.0-or-later
// social/imports.h — what members bring from another server (social/portable_lists.h), taken over line by line by jobs: it goes on after a
// restart, and a line that cannot be taken over says why and keeps no other back.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jobs/workers.h"
#include "social/portable_lists.h"

namespace favilla::social {

using ImportId = Id<struct ImportTag>;

enum class ImportMode { Merge, Overwrite };  // added to what is there; or in its place, once all lines were looked at
std::string_view name_of(ImportMode);
std::optional<ImportMode> parse_import_mode(std::string_view);

struct Import {
    ImportId id;
    AccountId account;
    PortableKind kind = PortableKind::Follows;
    ImportMode mode = ImportMode::Merge;
    std::int64_t total = 0, done = 0, failed = 0;  // lines; those that failed are done, too
    std::int64_t removed = 0;                      // what was there and is not in the file
    Time created_at;
    std::optional<Time> finished_at;
};

inline constexpr int imports_shown = 20;
inline constexpr Duration imports_kept_for = days(30);

// One at a time: refuses Conflict "import.goes_on".
Result<Import> begin_import(db::Transaction&, AccountId, PortableKind, ImportMode, const std::vector<PortableRow>&, Time now);
std::optional<Import> find_import(db::Reader&, AccountId, ImportId);  // none when it is another's
std::vector<Import> imports_of(db::Reader&, AccountId);               // newest first
// Stops it where it is, or forgets that it was; what it took over stays. Refuses NotFound.
Result<void> end_import(db::Transaction&, AccountId, ImportId);
void forget_imports_of(db::Transaction&, AccountId);

struct FailedLine {
    PortableRow row;
    Error reason;
};
std::vector<FailedLine> failed_lines(db::Reader&, const Import&);

// Asks other servers for what a handle or an address names, and answers with the words by which it is found here.
using BringIn = std::function<std::string(std::string_view)>;
void add_import_work(jobs::Workers&, db::Database&, Clock, BringIn);

}  // namespace favilla::social
