// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/followed_tags.h"

#include "jobs/events.h"
#include "social/read_page.h"
#include "social/relation_events.h"
#include "social/timelines.h"

namespace favilla::social {

Result<Tag> follow_tag(db::Transaction& tx, AccountId account, std::string_view name, Time now)
{
    auto tag = tag_named(tx, name, now);
    if (!tag) return refuse(ErrorCode::Invalid, "tag.invalid");
    auto followed = tx.value<int>("SELECT count(*) FROM followed_tags WHERE account_id = $1", account).value_or(0);
    if (followed >= max_followed_tags)
        return refuse(ErrorCode::Invalid, "tag.too_many", {{"max", std::to_string(max_followed_tags)}});
    auto added = tx.run("INSERT INTO followed_tags (account_id, tag_id, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", account,
                        *tag, tx.new_id<TagId>(now));
    if (added > 0) {
        merge_tag_into_home(tx, account, *tag, now);
        jobs::publish(tx, TagFollowChanged{account});
    }
    return find_tag(tx, name, account, now);
}

Result<Tag> unfollow_tag(db::Transaction& tx, AccountId account, std::string_view name, Time now)
{
    auto tag = tag_named(tx, name, now);
    if (!tag) return refuse(ErrorCode::Invalid, "tag.invalid");
    if (tx.run("DELETE FROM followed_tags WHERE account_id = $1 AND tag_id = $2", account, *tag) > 0)
        jobs::publish(tx, TagFollowChanged{account});
    return find_tag(tx, name, account, now);
}

Page<Tag> followed_tags(db::Reader& reader, AccountId account, const PageRequest& request, Time now)
{
    auto rows = reader.rows(
        request.forwards()
            ? "SELECT id, tag_id FROM followed_tags WHERE account_id = $1 AND id < $2 AND id > $3 ORDER BY id LIMIT $4"
            : "SELECT id, tag_id FROM followed_tags WHERE account_id = $1 AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4",
        account, request.before(), request.after(), request.limit);
    auto page = read_page<TagId>(rows, request, [](const db::Row& row) { return row.get<TagId>(1); });
    return {.items = tags_among(reader, page.items, account, now), .newest = page.newest, .oldest = page.oldest};
}

}  // namespace favilla::social
