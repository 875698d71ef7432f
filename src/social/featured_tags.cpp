// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/featured_tags.h"

namespace favilla::social {

namespace {

constexpr int statuses_looked_at = 1000;

std::vector<FeaturedTag> read_featured(const db::Rows& rows)
{
    std::vector<FeaturedTag> tags;
    for (const auto& row : rows)
        tags.push_back({.id = row.get<FeaturedTagId>(0),
                        .name = row.get<std::string>(1),
                        .statuses = row.get<std::int64_t>(2),
                        .last_status_at = row.get<std::optional<Time>>(3)});
    return tags;
}

std::string featured_sql(std::string_view more)
{
    return "SELECT f.id, f.name, count(s.id) AS uses, max(s.created_at) FROM featured_tags f "
           "LEFT JOIN status_tags t ON t.account_id = f.account_id AND t.tag_id = f.tag_id "
           "LEFT JOIN statuses s ON s.id = t.status_id AND s.visibility <= 1 AND s.deleted_at IS NULL "
           "WHERE f.account_id = $1"
         + std::string{more} + " GROUP BY f.id, f.name ORDER BY uses DESC, f.id DESC";
}

}  // namespace

std::vector<FeaturedTag> featured_tags(db::Reader& reader, AccountId account)
{
    return read_featured(reader.rows(featured_sql(""), account));
}

Result<FeaturedTag> feature_tag(db::Transaction& tx, AccountId account, std::string_view name, Time now)
{
    auto tag = tag_named(tx, name, now);
    if (!tag) return refuse(ErrorCode::Invalid, "tag.invalid");
    auto shown =
        tx.value<std::int64_t>("SELECT count(*) FROM featured_tags WHERE account_id = $1 AND tag_id <> $2", account, *tag);
    if (shown.value_or(0) >= max_featured_tags)
        return refuse(ErrorCode::Invalid, "tag.too_many_featured", {{"max", std::to_string(max_featured_tags)}});
    tx.run(
        "INSERT INTO featured_tags (id, account_id, tag_id, name, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        tx.new_id<FeaturedTagId>(now), account, *tag, name, now);
    return read_featured(tx.rows(featured_sql(" AND f.tag_id = $2"), account, *tag)).front();
}

Result<void> unfeature_tag(db::Transaction& tx, AccountId account, FeaturedTagId id)
{
    if (tx.run("DELETE FROM featured_tags WHERE id = $1 AND account_id = $2", id, account) == 0)
        return refuse(ErrorCode::NotFound, "record.not_found");
    return {};
}

void receive_featured_tags(db::Transaction& tx, AccountId account, std::span<const std::string> names, Time now)
{
    std::vector<TagId> shown;
    for (const auto& name : names)
        if (auto tag = std::ssize(shown) < max_featured_tags ? tag_named(tx, name, now) : std::nullopt) {
            shown.push_back(*tag);
            tx.run("INSERT INTO featured_tags (id, account_id, tag_id, name, created_at) VALUES ($1, $2, $3, $4, $5) "
                   "ON CONFLICT (account_id, tag_id) DO UPDATE SET name = excluded.name",
                   tx.new_id<FeaturedTagId>(now), account, *tag, name, now);
        }
    tx.run("DELETE FROM featured_tags WHERE account_id = $1 AND tag_id NOT IN LIST($2)", account, db::list_of(shown));
}

Result<Tag> feature_tag_named(db::Transaction& tx, AccountId account, std::string_view name, Time now)
{
    CHECKED(feature_tag(tx, account, name, now));
    return find_tag(tx, name, account, now);
}

Result<Tag> unfeature_tag_named(db::Transaction& tx, AccountId account, std::string_view name, Time now)
{
    auto tag = tag_named(tx, name, now);
    if (!tag) return refuse(ErrorCode::Invalid, "tag.invalid");
    tx.run("DELETE FROM featured_tags WHERE account_id = $1 AND tag_id = $2", account, *tag);
    return find_tag(tx, name, account, now);
}

std::vector<Tag> suggested_tags(db::Reader& reader, AccountId account, Time now)
{
    auto oldest = reader.value<StatusId>("SELECT id FROM statuses WHERE account_id = $1 AND deleted_at IS NULL ORDER BY id DESC "
                                         "LIMIT 1 OFFSET $2",
                                         account, statuses_looked_at);
    std::vector<TagId> ids;
    for (
        const auto& row : reader.rows(
            "SELECT t.tag_id, count(*) AS uses FROM status_tags t JOIN statuses s ON s.id = t.status_id "
            "WHERE t.account_id = $1 AND t.status_id > $2 AND s.deleted_at IS NULL AND s.visibility <= 1 AND NOT EXISTS "
            "(SELECT 1 FROM featured_tags f WHERE f.account_id = $1 AND f.tag_id = t.tag_id) AND NOT EXISTS "
            "(SELECT 1 FROM tag_rules r WHERE r.domain_id = s.domain_id AND r.tag_id = t.tag_id AND (r.listable = 0 OR r.usable = 0)) "
            "GROUP BY t.tag_id ORDER BY uses DESC, t.tag_id DESC LIMIT $3",
            account, oldest.value_or(StatusId{}), most_suggested_tags))
        ids.push_back(row.get<TagId>(0));
    return tags_among(reader, ids, account, now);
}

}  // namespace favilla::social
