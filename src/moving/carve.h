// SPDX-License-Identifier: AGPL-3.0-or-later
// moving/carve.h — out of a copy of an installation's database, a database of the organisations that move, and of nobody else: written row
// by row into an empty one by the rules of moving/rules.h, so that of what stays behind not even freed pages hold anything
// (docs/decisions/0059-moving-out.md).
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "db/database.h"
#include "moving/reseal.h"

namespace favilla::moving {

struct Carving {
    std::string source;             // a SQLite file of the same schema, which nobody writes
    std::vector<DomainId> domains;  // those that go
    BoxKeys keys;
    Time now;
};

// What has begun, as a key of the catalogue, with how much of it is done.
using Progress = std::function<void(std::string_view key, std::int64_t done, std::int64_t of)>;

struct Carved {
    std::int64_t people = 0, statuses = 0;  // the organisations' own
    std::int64_t others = 0;                // accounts of other servers, and of organisations that stay
};

// Into `target`, a migrated and empty SQLite database. What breaks leaves it half made.
Carved carve(db::Database& target, const Carving&, const Progress&);

// The names and sizes of the media files that belong to it.
struct CarvedFile {
    std::string name;
    std::int64_t bytes = 0;
};
std::vector<CarvedFile> files_of(db::Reader&);

}  // namespace favilla::moving
