// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/checks.h"

#include "conversations/write_path.h"
#include "integrity/sorting.h"
#include "social/checks.h"

namespace favilla::server {

Result<std::vector<std::string>> find_problems(db::Database& database, const social::MediaStore& media, social::CheckDepth depth)
{
    auto problems = database.integrity_problems();
    auto add = [&](std::vector<std::string> more) { problems.insert(problems.end(), more.begin(), more.end()); };
    add(database.read([](db::Reader& reader) { return social::find_problems(reader); }));
    add(database.read([](db::Reader& reader) { return conversations::find_problems(reader); }));
    add(database.read([](db::Reader& reader) { return integrity::find_problems(reader); }));
    TRY(auto of_media, media.find_problems(depth));
    add(std::move(of_media));
    return problems;
}

}  // namespace favilla::server
