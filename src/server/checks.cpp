// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/checks.h"

#include "conversations/write_path.h"
#include "integrity/sorting.h"
#include "social/checks.h"
#include "social/media_house.h"

namespace favilla::server {

std::vector<std::string> find_problems(db::Database& database, const std::string& folder)
{
    auto problems = database.integrity_problems();
    auto add = [&](std::vector<std::string> more) { problems.insert(problems.end(), more.begin(), more.end()); };
    add(database.read([](db::Reader& reader) { return social::find_problems(reader); }));
    add(database.read([](db::Reader& reader) { return conversations::find_problems(reader); }));
    add(database.read([](db::Reader& reader) { return integrity::find_problems(reader); }));
    add(social::MediaHouse::find_problems(database, folder));
    return problems;
}

}  // namespace favilla::server
