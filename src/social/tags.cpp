// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/tags.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/status_text.h"
#include "base/text.h"
#include "social/act_parts.h"
#include "social/trend_reviews.h"

namespace favilla::social {

namespace {

constexpr std::int64_t kept_days = 60;
constexpr std::int64_t fewest_accounts = 2;  // a trend is never one person
constexpr Duration trending_for = days(3);
constexpr Duration half_life = hours(12);
constexpr int most_candidates = 500;
constexpr std::size_t most_at_once = 40;  // of which it is asked what is left out

std::vector<TagDay> empty_history(Time now)
{
    std::vector<TagDay> history;
    for (std::int64_t back = 0; back < tag_history_days; ++back) history.push_back({.day = day_of(now) - back});
    return history;
}

template <class Item>
std::vector<Item> window(std::vector<Item> items, int limit, int offset)
{
    auto first = std::min(items.size(), static_cast<std::size_t>(std::max(offset, 0)));
    auto last = std::min(items.size(), first + static_cast<std::size_t>(std::max(limit, 0)));
    return {items.begin() + static_cast<std::ptrdiff_t>(first), items.begin() + static_cast<std::ptrdiff_t>(last)};
}

}  // namespace

std::vector<Tag> tags_among(db::Reader& reader, std::span<const TagId> ids, Viewer viewer, Time now)
{
    auto list = db::list_of(ids);
    std::unordered_map<TagId, Tag> found;
    for (const auto& row : reader.rows("SELECT id, name FROM tags WHERE id IN EACH($1)", list))
        found[row.get<TagId>(0)] = {.id = row.get<TagId>(0), .name = row.get<std::string>(1), .history = empty_history(now)};
    auto today = day_of(now);
    for (const auto& row :
         reader.rows("SELECT tag_id, day, sum(uses), count(*) FROM tag_uses WHERE tag_id IN EACH($1) AND day > $2 AND day <= $3 "
                     "GROUP BY tag_id, day",
                     list, today - tag_history_days, today)) {
        auto& day = found.at(row.get<TagId>(0)).history[static_cast<std::size_t>(today - row.get<std::int64_t>(1))];
        day.uses = row.get<std::int64_t>(2);
        day.accounts = row.get<std::int64_t>(3);
    }
    if (viewer.account)
        for (const auto& row :
             reader.rows("SELECT tag_id, 1 FROM followed_tags WHERE account_id = $1 AND tag_id IN EACH($2) "
                         "UNION ALL SELECT tag_id, 0 FROM featured_tags WHERE account_id = $1 AND tag_id IN EACH($2)",
                         *viewer.account, list))
            if (auto tag = found.find(row.get<TagId>(0)); tag != found.end())
                (row.get<bool>(1) ? tag->second.following : tag->second.featuring) = true;
    std::vector<Tag> tags;
    for (auto id : ids)
        if (auto tag = found.find(id); tag != found.end()) tags.push_back(tag->second);
    return tags;
}

Tag find_tag(db::Reader& reader, std::string_view name, Viewer viewer, Time now)
{
    auto folded = fold(name);
    auto id = reader.value<TagId>("SELECT id FROM tags WHERE name = $1", folded);
    if (!id) return {.name = folded, .history = empty_history(now)};
    return tags_among(reader, {&*id, 1}, viewer, now).front();
}

bool is_tag_name(std::string_view name)
{
    auto typed = "#" + std::string{name};
    auto entities = find_entities(typed);
    return entities.size() == 1 && entities[0].kind == TextEntity::Kind::Hashtag && entities[0].name == name;
}

std::optional<TagId> tag_named(db::Transaction& tx, std::string_view name, Time now)
{
    if (!is_tag_name(name)) return std::nullopt;
    auto folded = fold(name);
    if (auto id = tx.value<TagId>("SELECT id FROM tags WHERE name = $1", folded)) return id;
    auto id = tx.new_id<TagId>(now);
    tx.run("INSERT INTO tags (id, name, display, created_at) VALUES ($1, $2, $3, $4)", id, folded, name, now);
    return id;
}

void forget_tag_uses(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM tag_uses WHERE day < $1", day_of(now) - kept_days);
    forget_trend_decisions(tx, now - days(kept_days));
}

double trend_score(std::int64_t people, std::int64_t before)
{
    auto expected = std::max(1.0, double(before) / double(tag_history_days - trend_days) * double(trend_days));
    if (people < fewest_accounts || double(people) <= expected) return 0;
    auto excess = double(people) - expected;
    return excess * excess / expected;
}

std::vector<Tag> trending_tags(db::Reader& reader, Viewer viewer, Time now, int limit, int offset,
                               std::optional<DomainId> shown_in)
{
    struct Heat {
        TagId tag;
        double score;
    };
    auto today = day_of(now);
    std::vector<Heat> heats;
    std::unordered_map<TagId, std::int64_t> before;  // people of each day, on the days before
    static const auto is_counted = is_authentic("u.account_id");
    for (const auto& row : reader.rows("SELECT u.tag_id, count(*) FROM tag_uses u WHERE u.day > $1 AND u.day <= $2 AND "
                                           + is_counted + " GROUP BY u.tag_id",
                                       today - tag_history_days, today - trend_days))
        before[row.get<TagId>(0)] = row.get<std::int64_t>(1);
    for (const auto& row :
         reader.rows("SELECT u.tag_id, count(DISTINCT u.account_id) FROM tag_uses u JOIN accounts a ON a.id = u.account_id "
                     "WHERE u.day > $1 AND u.day <= $2 AND a.silenced_at IS NULL AND a.suspended_at IS NULL AND "
                         + is_counted + " GROUP BY u.tag_id",
                     today - trend_days, today)) {
        auto score = trend_score(row.get<std::int64_t>(1), before[row.get<TagId>(0)]);
        if (score > 0) heats.push_back({row.get<TagId>(0), score});
    }
    std::ranges::sort(heats, [](const Heat& a, const Heat& b) { return a.score != b.score ? a.score > b.score : a.tag > b.tag; });
    std::vector<TagId> ids;
    if (shown_in) {
        for (const auto& heat : heats) ids.push_back(heat.tag);
        auto held = tags_held_back(reader, *shown_in, ids);
        std::erase_if(heats, [&](const Heat& heat) { return held.contains(heat.tag); });
        ids.clear();
    }
    for (const auto& heat : window(std::move(heats), limit, offset)) ids.push_back(heat.tag);
    return tags_among(reader, ids, viewer, now);
}

namespace {

struct WarmPost {
    StatusId status;
    std::int64_t acts = 0;  // favourites + 2 × boosts + answers
    double fading = 1;
    double score() const { return static_cast<double>(acts) * fading; }
};

bool is_warmer(const WarmPost& a, const WarmPost& b)
{
    return a.score() != b.score() ? a.score() > b.score() : a.status > b.status;
}

std::vector<WarmPost> warm_posts(db::Reader& reader, Time now)
{
    std::vector<WarmPost> posts;
    for (
        const auto& row : reader.rows(
            "SELECT s.id, s.created_at, s.favourites_count + 2 * s.boosts_count + s.replies_count FROM statuses s JOIN accounts a ON a.id = s.account_id "
            "WHERE s.visibility = 0 AND s.listed = 1 AND s.deleted_at IS NULL AND s.id > $1 "
            "AND a.discoverable = 1 AND a.silenced_at IS NULL ORDER BY s.id DESC LIMIT $2",
            first_id_at(now - trending_for), most_candidates)) {
        auto age = std::max<std::int64_t>(0, (now - row.get<Time>(1)).milliseconds);
        posts.push_back(
            {row.get<StatusId>(0), row.get<std::int64_t>(2), std::exp2(-double(age) / double(half_life.milliseconds))});
    }
    return posts;
}

bool is_one_persons(const WarmPost& post) { return post.acts < fewest_accounts; }

void hold_back(db::Reader& reader, DomainId domain, std::vector<WarmPost>& posts)
{
    std::vector<StatusId> ids;
    for (const auto& post : posts) ids.push_back(post.status);
    auto held = statuses_held_back(reader, domain, ids);
    std::erase_if(posts, [&](const WarmPost& post) { return held.contains(post.status); });
}

void leave_out(db::Reader& reader, std::span<WarmPost> posts)
{
    std::vector<StatusId> ids;
    for (const auto& post : posts) ids.push_back(post.status);
    auto left_out = left_out_among(reader, ids);
    for (auto& post : posts)
        if (auto found = left_out.find(post.status); found != left_out.end())
            post.acts -= found->second.favourites + 2 * found->second.boosts + found->second.answers;
}

}  // namespace

std::vector<Status> trending_statuses(db::Reader& reader, Viewer viewer, Time now, int limit, int offset,
                                      std::optional<DomainId> shown_in)
{
    auto posts = warm_posts(reader, now);
    std::erase_if(posts, is_one_persons);
    if (shown_in) hold_back(reader, *shown_in, posts);
    std::ranges::sort(posts, is_warmer);
    // What is left out only cools a post: the rest need not be looked at once enough are known that are warmer than it was.
    const auto wanted = static_cast<std::size_t>(offset) + static_cast<std::size_t>(limit);
    std::vector<WarmPost> counted;
    for (std::size_t at = 0; at < posts.size();) {
        auto some = std::span{posts}.subspan(at, std::min(posts.size() - at, most_at_once));
        leave_out(reader, some);
        for (const auto& post : some)
            if (!is_one_persons(post)) counted.push_back(post);
        std::ranges::sort(counted, is_warmer);
        at += some.size();
        if (at < posts.size() && counted.size() >= wanted && wanted > 0 && !is_warmer(posts[at], counted[wanted - 1])) break;
    }
    std::vector<StatusId> ids;
    for (const auto& post : window(std::move(counted), limit, offset)) ids.push_back(post.status);
    return find_statuses(reader, ids, viewer);
}

}  // namespace favilla::social
