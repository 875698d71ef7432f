// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/open_sessions.h"

#include <unordered_map>

namespace favilla::social {

namespace {

// The session a token belongs to: itself, or what it stands beside.
TokenId session_of(db::Reader& reader, TokenId token)
{
    return reader.value<TokenId>("SELECT coalesce(session_id, id) FROM tokens WHERE id = $1", token).value_or(token);
}

}  // namespace

std::vector<OpenSession> open_sessions(db::Reader& reader, AccountId account, TokenId asking)
{
    std::unordered_map<TokenId, Time> used_beside;
    for (const auto& row : reader.rows("SELECT session_id, max(last_used_at) FROM tokens WHERE account_id = $1 "
                                       "AND session_id IS NOT NULL AND last_used_at IS NOT NULL GROUP BY session_id",
                                       account))
        used_beside.emplace(row.get<TokenId>(0), row.get<Time>(1));
    auto current = session_of(reader, asking);
    std::vector<OpenSession> sessions;
    for (
        const auto& row : reader.rows(
            "SELECT t.id, t.kind, coalesce(p.name, t.browser), p.website, coalesce(r.scopes, t.scopes), t.voice_id, t.created_at, "
            "t.last_used_at, r.token_id FROM tokens t LEFT JOIN applications p ON p.id = t.application_id "
            "LEFT JOIN refresh_tokens r ON r.token_id = t.id AND r.spent_at IS NULL "
            "WHERE t.account_id = $1 AND t.kind <> 'device' AND t.session_id IS NULL ORDER BY t.id DESC",
            account)) {
        OpenSession session{.id = row.get<TokenId>(0),
                            .kind = row.get<std::string_view>(1) == "browser" ? TokenKind::Browser : TokenKind::Bearer,
                            .name = row.get<std::optional<std::string>>(2).value_or(""),
                            .website = row.get<std::optional<std::string>>(3),
                            .scopes = parse_scopes(row.get<std::string_view>(4)).value_or(Scopes{}),
                            .page = row.get<std::optional<AccountId>>(5),
                            .created_at = row.get<Time>(6),
                            .last_used_at = row.get<std::optional<Time>>(7),
                            .offline_access = !row.is_null(8)};
        session.is_current = session.id == current;
        if (auto beside = used_beside.find(session.id); beside != used_beside.end())
            session.last_used_at = std::max(session.last_used_at.value_or(Time{}), beside->second);
        sessions.push_back(std::move(session));
    }
    return sessions;
}

Result<void> end_session(db::Transaction& tx, AccountId account, TokenId session)
{
    if (!tx.row("SELECT 1 FROM tokens WHERE id = $1 AND account_id = $2 AND kind <> 'device' AND session_id IS NULL", session,
                account))
        return refuse(ErrorCode::NotFound, "record.not_found");
    revoke_token(tx, session);
    return {};
}

std::int64_t end_other_sessions(db::Transaction& tx, AccountId account, TokenId asking)
{
    tx.run("DELETE FROM authorization_codes WHERE account_id = $1", account);
    tx.run("DELETE FROM device_requests WHERE account_id = $1", account);
    std::int64_t ended = 0;
    for (const auto& session : open_sessions(tx, account, asking)) {
        if (session.is_current) continue;
        revoke_token(tx, session.id);
        ++ended;
    }
    return ended;
}

}  // namespace favilla::social
