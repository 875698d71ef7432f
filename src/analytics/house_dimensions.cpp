// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/house_dimensions.h"

#include <algorithm>
#include <array>

#include <boost/version.hpp>
#include <openssl/crypto.h>

#include "analytics/day_bounds.h"

namespace favilla::analytics {

// Every statement gives names with their counts. It takes whose it is as $1 (domain, tag, host; nothing for all servers) and then the
// days, the end not included, and the limit.
struct DimensionDefinition {
    std::string_view name;
    MeasureOf of = MeasureOf::House;
    Bound bound = Bound::Ids;
    std::string_view sql;
    bool of_languages = false;
    bool of_everything = false;  // no $1
    bool of_followed = false;    // no days: how it stands now, for the people of the domain, which is $2
};

namespace {

const std::array<DimensionDefinition, 7> definitions{
    DimensionDefinition{
        .name = "languages",
        .bound = Bound::Days,
        .sql = "SELECT u.locale, count(*) AS people FROM users u WHERE u.domain_id = $1 AND EXISTS (SELECT 1 FROM active_days d "
               "WHERE d.account_id = u.account_id AND d.day >= $2 AND d.day < $3) "
               "GROUP BY u.locale ORDER BY people DESC, u.locale LIMIT $4",
        .of_languages = true},
    {.name = "sources",
     .bound = Bound::Milliseconds,
     .sql =
         "SELECT p.name, count(*) AS people FROM users u LEFT JOIN applications p ON p.id = u.sign_up_application_id "
         "WHERE u.domain_id = $1 AND u.created_at >= $2 AND u.created_at < $3 GROUP BY p.name ORDER BY people DESC, coalesce(p.name, '') LIMIT $4"},
    {.name = "servers",
     .sql =
         "SELECT a.host, count(*) AS posts FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.id >= $1 AND s.id < $2 "
         "AND s.deleted_at IS NULL GROUP BY a.host ORDER BY posts DESC, a.host LIMIT $3",
     .of_everything = true},
    {.name = "tag_servers",
     .of = MeasureOf::Tag,
     .sql =
         "SELECT a.host, count(*) AS posts FROM status_tags t JOIN accounts a ON a.id = t.account_id WHERE t.tag_id = $1 AND t.public = 1 "
         "AND t.status_id >= $2 AND t.status_id < $3 GROUP BY a.host ORDER BY posts DESC, a.host LIMIT $4"},
    {.name = "tag_languages",
     .of = MeasureOf::Tag,
     .sql =
         "SELECT coalesce(s.language, 'und') AS written_in, count(*) AS posts FROM status_tags t JOIN statuses s ON s.id = t.status_id WHERE t.tag_id = $1 AND t.public = 1 "
         "AND t.status_id >= $2 AND t.status_id < $3 GROUP BY coalesce(s.language, 'und') ORDER BY posts DESC, written_in LIMIT $4",
     .of_languages = true},
    {.name = "instance_accounts",
     .of = MeasureOf::Server,
     .sql =
         "SELECT a.username, (SELECT count(*) FROM follows f JOIN accounts ours ON ours.id = f.account_id WHERE f.target_id = a.id "
         "AND ours.domain_id = $2) AS followers FROM accounts a WHERE a.host = $1 AND a.domain_id IS NULL AND a.deleted_at IS NULL "
         "ORDER BY followers DESC, a.username LIMIT $3",
     .of_followed = true},
    {.name = "instance_languages",
     .of = MeasureOf::Server,
     .sql =
         "SELECT coalesce(s.language, 'und') AS written_in, count(*) AS posts FROM accounts a JOIN statuses s ON s.account_id = a.id WHERE a.host = $1 AND a.domain_id IS NULL "
         "AND s.id >= $2 AND s.id < $3 AND s.deleted_at IS NULL AND s.boost_of_id IS NULL "
         "GROUP BY coalesce(s.language, 'und') ORDER BY posts DESC, written_in LIMIT $4",
     .of_languages = true},
};

db::Rows ask(db::Reader& reader, const DimensionDefinition& dimension, const MeasureSubject& subject, DaySpan span,
             std::int64_t limit)
{
    auto from = lower_bound(dimension.bound, span.first), end = lower_bound(dimension.bound, span.last + 1);
    if (dimension.of_everything) return reader.rows(dimension.sql, from, end, limit);
    if (dimension.of_followed) return reader.rows(dimension.sql, subject.host, subject.domain, limit);
    switch (dimension.of) {
    case MeasureOf::House: return reader.rows(dimension.sql, subject.domain, from, end, limit);
    case MeasureOf::Tag: return reader.rows(dimension.sql, subject.tag, from, end, limit);
    case MeasureOf::Server: break;
    }
    return reader.rows(dimension.sql, subject.host, from, end, limit);
}

// "15.8" of "15.8 (Debian 15.8-0+deb12u1)".
std::string up_to_space(std::string text) { return text.substr(0, text.find(' ')); }

}  // namespace

const DimensionDefinition* find_dimension(std::string_view name)
{
    auto found = std::ranges::find(definitions, name, &DimensionDefinition::name);
    return found == definitions.end() ? nullptr : &*found;
}

MeasureOf subject_of(const DimensionDefinition& dimension) { return dimension.of; }
bool is_of_languages(const DimensionDefinition& dimension) { return dimension.of_languages; }

std::vector<Part> parts_of(db::Reader& reader, const DimensionDefinition& dimension, const MeasureSubject& subject, DaySpan span,
                           std::int64_t limit)
{
    std::vector<Part> parts;
    for (const auto& row : ask(reader, dimension, subject, span, limit))
        parts.push_back({row.get<std::optional<std::string>>(0), row.get<std::int64_t>(1)});
    return parts;
}

Space space_used(db::Reader& reader)
{
    auto database = reader.value<std::int64_t>(
        reader.pick("SELECT c.page_count * s.page_size FROM pragma_page_count c CROSS JOIN pragma_page_size s",
                    "SELECT pg_database_size(current_database())"));
    return {.database = database.value_or(0),
            .media = reader.value<std::int64_t>("SELECT sum(bytes) FROM media_files").value_or(0)};
}

std::vector<Software> software_below(db::Reader& reader)
{
    bool sqlite = reader.engine() == db::Engine::Sqlite;
    auto version = reader.value<std::string>(reader.pick("SELECT sqlite_version()", "SELECT current_setting('server_version')"));
    std::string boost = std::to_string(BOOST_VERSION / 100000) + "." + std::to_string(BOOST_VERSION / 100 % 1000) + "."
                      + std::to_string(BOOST_VERSION % 100);
    return {{sqlite ? "sqlite" : "postgresql", sqlite ? "SQLite" : "PostgreSQL", up_to_space(version.value_or(""))},
#ifdef __clang__
            {"clang", "Clang", up_to_space(__clang_version__)},
#else
            {"gcc", "GCC", __VERSION__},
#endif
            {"boost", "Boost", boost},
            {"openssl", "OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)}};
}

}  // namespace favilla::analytics
