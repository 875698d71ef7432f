// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/migrated.h — a database with this version's schema. To migrate an empty one takes most of a second: a process does it once for
// each engine, and each test has a copy.
#pragma once
#include <map>
#include <memory>

#include "base/embedded_files.h"
#include "db/migrations.h"
#include "support/databases.h"

namespace favilla::test {

// The engine the suite is run on, and SQLite in a file where that is to be copied.
inline Kind copied_kind() { return cluster() ? Kind::Postgresql : Kind::File; }

inline std::unique_ptr<Place> migrated(Kind kind = copied_kind())
{
    static std::map<Kind, std::unique_ptr<Place>> made;
    auto& first = made[kind];
    if (!first) {
        first = std::make_unique<Place>(kind);
        REQUIRE(db::migrate(*first->open(), db::migrations_in(embedded_files()), Time{}));
    }
    return Place::copy_of(*first);
}

}  // namespace favilla::test
