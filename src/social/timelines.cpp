// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/timelines.h"

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.h"
#include "social/boosted.h"
#include "social/direct_conversations.h"
#include "social/previews.h"

namespace favilla::social {

namespace {

// A page is filled in rounds, each twice as long as the one before, so that a reader who mutes many still gets a page
// and nobody makes the server read without an end.
constexpr int most_rounds = 5;

struct Candidate {
    std::int64_t at;  // the id the list is ordered by
    Status status;
    bool suits = true;  // if not, it only tells how far was looked
};

enum class Wishes { Ignored, Heeded };  // whether those a reader blocks or mutes are left out

struct Filling {
    Viewer viewer;
    Time now;
    Wishes wishes = Wishes::Heeded;
};

using Fetch = std::function<std::vector<Candidate>(std::int64_t after, std::int64_t before, int limit)>;

std::vector<AccountId> people_in(std::span<const Status> statuses, std::span<const Status> boosted)
{
    std::vector<AccountId> people;
    for (const auto& status : statuses) {
        people.push_back(status.author);
        if (status.in_reply_to_author) people.push_back(*status.in_reply_to_author);
    }
    for (const auto& shown : boosted) people.push_back(shown.author);
    std::ranges::sort(people);
    auto twice = std::ranges::unique(people);
    people.erase(twice.begin(), twice.end());
    return people;
}

struct Suitable {
    std::vector<Status> statuses, boosted;
};

Suitable suitable(db::Reader& reader, const Filling& filling, std::vector<Candidate> candidates)
{
    std::vector<Status> statuses;
    statuses.reserve(candidates.size());
    for (auto& candidate : candidates)
        if (candidate.suits) statuses.push_back(std::move(candidate.status));
    auto boosted = boosted_by(reader, statuses);
    if (filling.wishes == Wishes::Heeded && filling.viewer.account) {
        auto unwanted = unwanted_among(reader, people_in(statuses, boosted), filling.viewer, filling.now);
        std::unordered_set<StatusId> unwanted_boosts;
        for (const auto& shown : boosted)
            if (unwanted.contains(shown.author)) unwanted_boosts.insert(shown.id);
        std::erase_if(statuses, [&](const Status& status) {
            return unwanted.contains(status.author)
                || (status.in_reply_to_author && unwanted.contains(*status.in_reply_to_author))
                || (status.boost_of && unwanted_boosts.contains(*status.boost_of));
        });
    }
    auto visible = visible_among(reader, statuses, boosted, filling.viewer);
    std::erase_if(statuses, [&](const Status& status) { return !visible.contains(status.id); });
    return {std::move(statuses), std::move(boosted)};
}

StatusPage fill_page(db::Reader& reader, const PageRequest& request, const Filling& filling, const Fetch& fetch)
{
    StatusPage page;
    auto after = request.after();
    auto before = request.before();
    int chunk = request.limit;
    for (int round = 0; round < most_rounds && static_cast<int>(page.items.size()) < request.limit; ++round, chunk *= 2) {
        auto candidates = fetch(after, before, chunk);
        if (candidates.empty()) {
            if (request.reads_to_the_end()) page.oldest.reset();
            break;
        }
        bool more = static_cast<int>(candidates.size()) == chunk;
        std::vector<std::pair<StatusId, std::int64_t>> places;
        for (const auto& candidate : candidates) places.emplace_back(candidate.status.id, candidate.at);
        auto [found, boosted] = suitable(reader, filling, std::move(candidates));
        auto looked_at = places.back().second;
        auto room = static_cast<std::size_t>(request.limit) - page.items.size();
        auto is_last = !more && found.size() <= room && request.reads_to_the_end();
        if (found.size() > room) {
            found.resize(room);
            looked_at = std::ranges::find(places, found.back().id, &std::pair<StatusId, std::int64_t>::first)->second;
        }
        auto [low, high] = std::minmax({places.front().second, looked_at});
        page.newest = std::max(page.newest.value_or(high), high);
        page.oldest = std::min(page.oldest.value_or(low), low);
        std::ranges::move(found, std::back_inserter(page.items));
        std::ranges::move(boosted, std::back_inserter(page.boosted));
        (request.forwards() ? after : before) = looked_at;
        if (is_last) page.oldest.reset();
        if (!more) break;
    }
    if (request.forwards()) std::ranges::reverse(page.items);
    return page;
}

std::string_view direction(const PageRequest& request) { return request.forwards() ? " ASC" : " DESC"; }

// SELECT … FROM `from` s, ordered by `key`, between $1 and $2, at most $3; further parameters from $4.
std::string page_query(std::string_view from, std::string_view key, const PageRequest& request)
{
    std::string sql = "SELECT ";
    sql += status_columns;
    sql.append(", ").append(key).append(" FROM ").append(from);
    sql.append(" AND ")
        .append(key)
        .append(" > $1 AND ")
        .append(key)
        .append(" < $2 ORDER BY ")
        .append(key)
        .append(direction(request));
    return sql + " LIMIT $3";
}

constexpr int key_column = status_column_count;  // behind status_columns

template <class... Args>
Fetch fetch_by(db::Reader& reader, std::string sql, Args... args)
{
    return [&reader, sql = std::move(sql), args...](std::int64_t after, std::int64_t before, int limit) {
        auto rows = reader.rows(sql, after, before, limit, args...);
        std::vector<Candidate> candidates;
        candidates.reserve(rows.size());
        for (const auto& row : rows) candidates.push_back({row.template get<std::int64_t>(key_column), read_status(row)});
        return candidates;
    };
}

}  // namespace

StatusPage home_timeline(db::Reader& reader, AccountId account, const PageRequest& request, Time now)
{
    auto sql =
        page_query("home_timeline h JOIN statuses s ON s.id = h.status_id WHERE h.account_id = $4 AND s.deleted_at IS NULL",
                   "h.status_id", request);
    return fill_page(reader, request, {.viewer = account, .now = now}, fetch_by(reader, std::move(sql), account));
}

Result<StatusPage> list_timeline(db::Reader& reader, AccountId owner, ListId list, const PageRequest& request, Time now)
{
    if (!reader.row("SELECT 1 FROM lists WHERE id = $1 AND account_id = $2", list, owner))
        return refuse(ErrorCode::NotFound, "list.missing");
    auto sql = page_query("list_timeline t JOIN statuses s ON s.id = t.status_id WHERE t.list_id = $4 AND s.deleted_at IS NULL",
                          "t.status_id", request);
    return fill_page(reader, request, {.viewer = owner, .now = now}, fetch_by(reader, std::move(sql), list));
}

namespace {

// Accounts that were silenced are met only by those who look for them.
StatusPage fill_public(db::Reader& reader, const PageRequest& request, Viewer viewer, Time now, const Fetch& fetch)
{
    auto loud = [&](std::int64_t after, std::int64_t before, int limit) {
        auto candidates = fetch(after, before, limit);
        std::set<AccountId> authors;
        for (const auto& candidate : candidates) authors.insert(candidate.status.author);
        std::set<AccountId> silenced;
        for (const auto& row :
             reader.rows("SELECT id FROM accounts WHERE id IN EACH($1) AND silenced_at IS NOT NULL", db::list_of(authors)))
            silenced.insert(row.get<AccountId>(0));
        for (auto& candidate : candidates)
            if (silenced.contains(candidate.status.author)) candidate.suits = false;
        return candidates;
    };
    return fill_page(reader, request, {.viewer = viewer, .now = now}, loud);
}

}  // namespace

StatusPage public_timeline(db::Reader& reader, const PublicQuery& query, Viewer viewer, const PageRequest& request, Time now)
{
    std::string from = "statuses s WHERE s.visibility = 0 AND s.listed = 1 AND s.deleted_at IS NULL";
    if (query.only_media) from += " AND s.has_media = 1";
    if (query.origin == Origin::Local)
        return fill_public(reader, request, viewer, now,
                           fetch_by(reader, page_query(from + " AND s.domain_id = $4", "s.id", request), query.domain));
    if (query.origin == Origin::Remote) from += " AND s.domain_id IS NULL";
    return fill_public(reader, request, viewer, now, fetch_by(reader, page_query(from, "s.id", request)));
}

namespace {

std::vector<TagId> find_tags(db::Reader& reader, const std::vector<std::string>& names)
{
    std::vector<std::string> folded;
    for (const auto& name : names) folded.push_back(fold(name));
    std::vector<TagId> tags;
    for (const auto& row : reader.rows("SELECT id FROM tags WHERE name IN TEXTS($1)", db::list_of_texts(folded)))
        tags.push_back(row.get<TagId>(0));
    return tags;
}

// Newest first over all of these tags, each status once.
Fetch fetch_tagged(db::Reader& reader, std::vector<TagId> tags, const PageRequest& request, bool only_media)
{
    std::string from = "status_tags t JOIN statuses s ON s.id = t.status_id WHERE t.tag_id = $4 AND t.public = 1";
    if (only_media) from += " AND s.has_media = 1";
    auto sql = page_query(from, "t.status_id", request);
    return [&reader, sql, tags = std::move(tags), forwards = request.forwards()](std::int64_t after, std::int64_t before,
                                                                                 int limit) {
        std::vector<Candidate> merged;
        for (auto tag : tags)
            for (const auto& row : reader.rows(sql, after, before, limit, tag))
                merged.push_back({row.get<std::int64_t>(key_column), read_status(row)});
        auto newer = [&](const Candidate& a, const Candidate& b) { return forwards ? a.at < b.at : a.at > b.at; };
        std::ranges::sort(merged, newer);
        auto twice = std::ranges::unique(merged, {}, &Candidate::at);
        merged.erase(twice.begin(), twice.end());
        if (merged.size() > static_cast<std::size_t>(limit)) merged.resize(static_cast<std::size_t>(limit));
        return merged;
    };
}

// Takes from the candidates those that lack one of `all` or have one of `none`, and those from elsewhere.
void keep_tagged(db::Reader& reader, std::vector<Candidate>& candidates, const TagQuery& query, const std::vector<TagId>& all,
                 const std::vector<TagId>& none)
{
    std::vector<StatusId> ids;
    for (const auto& candidate : candidates) ids.push_back(candidate.status.id);
    std::set<std::pair<StatusId, TagId>> has;
    if (!all.empty() || !none.empty())
        for (const auto& row :
             reader.rows("SELECT status_id, tag_id FROM status_tags WHERE status_id IN EACH($1)", db::list_of(ids)))
            has.emplace(row.get<StatusId>(0), row.get<TagId>(1));
    for (auto& [at, status, suits] : candidates) {
        auto tagged = [&](TagId tag) { return has.contains({status.id, tag}); };
        bool elsewhere =
            (query.origin == Origin::Local && status.domain != query.domain) || (query.origin == Origin::Remote && status.domain);
        if (elsewhere || !std::ranges::all_of(all, tagged) || std::ranges::any_of(none, tagged)) suits = false;
    }
}

constexpr std::size_t most_further_tags = 4;

}  // namespace

StatusPage tag_timeline(db::Reader& reader, const TagQuery& query, Viewer viewer, const PageRequest& request, Time now)
{
    auto first = [](std::vector<std::string> names) {
        if (names.size() > most_further_tags) names.resize(most_further_tags);
        return names;
    };
    auto names = first(query.any);
    names.push_back(query.tag);
    auto tags = find_tags(reader, names);
    auto required = first(query.all);
    auto all = find_tags(reader, required);
    auto none = find_tags(reader, first(query.none));
    if (tags.empty() || all.size() < std::set<std::string>(required.begin(), required.end()).size()) return {};
    auto tagged = fetch_tagged(reader, std::move(tags), request, query.only_media);
    return fill_public(reader, request, viewer, now, [&](std::int64_t after, std::int64_t before, int limit) {
        auto candidates = tagged(after, before, limit);
        keep_tagged(reader, candidates, query, all, none);
        return candidates;
    });
}

std::optional<StatusPage> link_timeline(db::Reader& reader, std::string_view url, Viewer viewer, const PageRequest& request,
                                        Time now)
{
    auto page = find_previewed_page(reader, url);
    if (!page) return std::nullopt;
    auto from = "status_previews l JOIN statuses s ON s.id = l.status_id JOIN accounts a ON a.id = s.account_id "
                "WHERE l.preview_id = $4 AND s.visibility = 0 AND s.deleted_at IS NULL AND a.discoverable = 1";
    return fill_public(reader, request, viewer, now, fetch_by(reader, page_query(from, "l.status_id", request), *page));
}

StatusPage account_timeline(db::Reader& reader, const AccountQuery& query, Viewer viewer, const PageRequest& request)
{
    Filling filling{.viewer = viewer, .now = {}, .wishes = Wishes::Ignored};
    auto without_replies = [&](Fetch fetch) -> Fetch {
        if (!query.exclude_replies) return fetch;
        return [fetch = std::move(fetch)](std::int64_t after, std::int64_t before, int limit) {
            auto candidates = fetch(after, before, limit);
            for (auto& [at, status, suits] : candidates)
                suits = !status.in_reply_to_author || *status.in_reply_to_author == status.author;
            return candidates;
        };
    };
    if (query.tagged) {
        auto tags = find_tags(reader, {*query.tagged});
        if (tags.empty()) return {};
        std::string from = "status_tags t JOIN statuses s ON s.id = t.status_id WHERE t.account_id = $4 AND t.tag_id = $5";
        if (query.only_media) from += " AND s.has_media = 1";
        auto sql = page_query(from, "t.status_id", request);
        return fill_page(reader, request, filling, without_replies(fetch_by(reader, std::move(sql), query.author, tags.front())));
    }
    std::string from = "statuses s WHERE s.account_id = $4 AND s.deleted_at IS NULL";
    if (query.pinned)
        from = "pins p JOIN statuses s ON s.id = p.status_id WHERE p.account_id = $4";
    else if (query.exclude_boosts)
        from += " AND s.boost_of_id IS NULL";
    if (query.only_media) from += " AND s.has_media = 1";
    return fill_page(reader, request, filling,
                     without_replies(fetch_by(reader, page_query(from, "s.id", request), query.author)));
}

StatusPage bookmarked(db::Reader& reader, AccountId account, const PageRequest& request)
{
    auto sql = page_query("bookmarks b JOIN statuses s ON s.id = b.status_id WHERE b.account_id = $4", "b.id", request);
    return fill_page(reader, request, {.viewer = account, .now = {}, .wishes = Wishes::Ignored},
                     fetch_by(reader, std::move(sql), account));
}

StatusPage favourited(db::Reader& reader, AccountId account, const PageRequest& request)
{
    auto sql = page_query("favourites f JOIN statuses s ON s.id = f.status_id WHERE f.account_id = $4", "f.id", request);
    return fill_page(reader, request, {.viewer = account, .now = {}, .wishes = Wishes::Ignored},
                     fetch_by(reader, std::move(sql), account));
}

Result<StatusPage> direct_messages(db::Reader& reader, AccountId account, DirectConversationId id, const PageRequest& request)
{
    if (!find_direct(reader, account, id)) return refuse(ErrorCode::NotFound, "record.not_found");
    auto sql =
        page_query("direct_messages m JOIN statuses s ON s.id = m.status_id WHERE m.direct_id = $4", "m.status_id", request);
    return fill_page(reader, request, {.viewer = account, .now = {}, .wishes = Wishes::Ignored},
                     fetch_by(reader, std::move(sql), id));
}

StatusPage direct_timeline(db::Reader& reader, AccountId account, const PageRequest& request, Time now)
{
    auto sql =
        page_query("direct_messages m JOIN statuses s ON s.id = m.status_id WHERE m.account_id = $4", "m.status_id", request);
    return fill_page(reader, request, {.viewer = account, .now = now}, fetch_by(reader, std::move(sql), account));
}

}  // namespace favilla::social
