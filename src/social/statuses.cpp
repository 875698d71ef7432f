// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/statuses.h"

#include <algorithm>
#include <unordered_map>

#include "social/poll_titles.h"
#include "social/status_rows.h"

namespace favilla::social {

Status read_status(const db::Row& row)
{
    return {.id = row.get<StatusId>(0),
            .author = row.get<AccountId>(1),
            .domain = row.get<std::optional<DomainId>>(2),
            .conversation = row.get<std::optional<ConversationId>>(3),
            .in_reply_to = row.get<std::optional<StatusId>>(4),
            .in_reply_to_author = row.get<std::optional<AccountId>>(5),
            .boost_of = row.get<std::optional<StatusId>>(6),
            .visibility = Visibility(row.get<int>(7)),
            .audience = row.get<std::optional<AccountId>>(29),
            .text = row.get<std::string>(8),
            .html = row.get<std::string>(9),
            .content_warning = row.get<std::string>(10),
            .sensitive = row.get<bool>(11),
            .language = row.get<std::optional<std::string>>(12),
            .application = row.get<std::optional<ApplicationId>>(13),
            .person = row.get<std::optional<AccountId>>(30),
            .is_signed = row.get<bool>(31),
            .poll = row.get<std::optional<PollId>>(14),
            .uri = row.get<std::string>(15),
            .url = row.get<std::string>(16),
            .replies_count = row.get<std::int64_t>(17),
            .boosts_count = row.get<std::int64_t>(18),
            .favourites_count = row.get<std::int64_t>(19),
            .has_mentions = row.get<bool>(20),
            .has_tags = row.get<bool>(21),
            .quote_policy = row.get<std::int64_t>(25),
            .reply_policy = ReplyPolicy(row.get<int>(33)),
            .quotes_count = row.get<std::int64_t>(26),
            .has_quote = row.get<bool>(27),
            .has_media = row.get<bool>(28),
            .emojis = row.get<std::string>(32),
            .created_at = row.get<Time>(22),
            .edited_at = row.get<std::optional<Time>>(23),
            .deleted_at = row.get<std::optional<Time>>(24)};
}

std::optional<Status> find_status(db::Reader& reader, StatusId id, Viewer viewer)
{
    static const std::string query = "SELECT " + std::string{status_columns} + " FROM statuses s WHERE s.id = $1";
    auto row = reader.row(query, id);
    if (!row) return std::nullopt;
    auto status = read_status(*row);
    if (!may_see(reader, status, viewer)) return std::nullopt;
    return status;
}

std::vector<Status> statuses_with(db::Reader& reader, std::span<const StatusId> ids)
{
    std::vector<Status> found;
    if (ids.empty()) return found;
    static const std::string query = "SELECT " + std::string{status_columns} + " FROM statuses s WHERE s.id IN EACH($1)";
    for (const auto& row : reader.rows(query, db::list_of(ids))) found.push_back(read_status(row));
    return found;
}

std::vector<Status> find_statuses(db::Reader& reader, std::span<const StatusId> ids, Viewer viewer)
{
    auto found = statuses_with(reader, ids);
    auto visible = visible_among(reader, found, viewer);
    std::unordered_map<StatusId, std::size_t> place;
    for (std::size_t at = 0; at < ids.size(); ++at) place.emplace(ids[at], at);
    std::erase_if(found, [&](const Status& status) { return !visible.contains(status.id); });
    std::ranges::sort(found, {}, [&](const Status& status) { return place.at(status.id); });
    return found;
}

std::vector<StatusEdit> history(db::Reader& reader, const Status& status)
{
    std::vector<StatusEdit> versions;
    for (const auto& row :
         reader.rows("SELECT html, content_warning, sensitive, poll_options, created_at, media_ids FROM status_edits "
                     "WHERE status_id = $1 ORDER BY id",
                     status.id)) {
        StatusEdit version{.html = row.get<std::string>(0),
                           .content_warning = row.get<std::string>(1),
                           .sensitive = row.get<bool>(2),
                           .created_at = row.get<Time>(4)};
        version.poll_options = titles_in(row.get<std::string_view>(3));
        version.media = media_of_text(reader, row.get<std::string_view>(5));
        versions.push_back(std::move(version));
    }
    if (!versions.empty()) return versions;
    StatusEdit only{.html = status.html,
                    .content_warning = status.content_warning,
                    .sensitive = status.sensitive,
                    .created_at = status.created_at};
    if (status.poll)
        for (const auto& row : reader.rows("SELECT title FROM poll_options WHERE poll_id = $1 ORDER BY position", *status.poll))
            only.poll_options.push_back(row.get<std::string>(0));
    if (status.has_media) only.media = media_of(reader, {&status.id, 1})[status.id];
    versions.push_back(std::move(only));
    return versions;
}

}  // namespace favilla::social
