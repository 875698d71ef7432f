// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/markers.h"

namespace favilla::social {

namespace {

Marker read_marker(const db::Row& row)
{
    return {row.get<std::string>(0), row.get<std::int64_t>(1), row.get<std::int64_t>(2), row.get<Time>(3)};
}

}  // namespace

bool is_marked_timeline(std::string_view timeline) { return timeline == "home" || timeline == "notifications"; }

std::vector<Marker> markers(db::Reader& reader, AccountId account)
{
    std::vector<Marker> all;
    for (auto row : reader.rows(
             "SELECT timeline, last_read_id, version, updated_at FROM markers WHERE account_id = $1 ORDER BY timeline", account))
        all.push_back(read_marker(row));
    return all;
}

Result<Marker> set_marker(db::Transaction& tx, AccountId account, std::string_view timeline, std::int64_t last_read_id, Time now)
{
    if (!is_marked_timeline(timeline)) return refuse(ErrorCode::Invalid, "marker.timeline");
    auto row = tx.row("INSERT INTO markers (account_id, timeline, last_read_id, version, updated_at) VALUES ($1, $2, $3, 1, $4) "
                      "ON CONFLICT (account_id, timeline) DO UPDATE SET last_read_id = excluded.last_read_id, "
                      "version = markers.version + 1, updated_at = excluded.updated_at "
                      "RETURNING timeline, last_read_id, version, updated_at",
                      account, timeline, last_read_id, now);
    return read_marker(*row);
}

std::optional<StatusId> read_position(db::Reader& reader, AccountId who, ConversationId conversation)
{
    return reader.value<StatusId>("SELECT read_id FROM conversation_reads WHERE account_id = $1 AND conversation_id = $2", who,
                                  conversation);
}

void keep_read_position(db::Transaction& tx, AccountId who, ConversationId conversation, StatusId read)
{
    tx.run("INSERT INTO conversation_reads (account_id, conversation_id, read_id) VALUES ($1, $2, $3) "
           "ON CONFLICT (account_id, conversation_id) DO UPDATE SET read_id = excluded.read_id "
           "WHERE conversation_reads.read_id < excluded.read_id",
           who, conversation, read);
}

}  // namespace favilla::social
