// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/answering.h"

#include <algorithm>

#include <fmt/format.h>

#include "community/attention.h"
#include "desk/acts.h"
#include "desk/reports.h"
#include "desk/settings.h"

namespace favilla::desk {

namespace {

struct Before {  // somebody of the team was first
    AccountId person;
    Time at;
};

std::optional<Before> answered_since(db::Reader& reader, const Item& item, const Answer& answer)
{
    static const auto query = fmt::format(
        "SELECT coalesce(s.person_id, s.account_id), s.created_at FROM statuses s JOIN accounts p ON p.id = $3 WHERE s.conversation_id = $1 "
        "AND s.id > $2 AND s.deleted_at IS NULL AND {} ORDER BY s.id DESC LIMIT 1",
        community::of_team("s.account_id"));
    if (auto row = reader.row(query, item.conversation, answer.last_seen, item.page))
        return Before{row->get<AccountId>(0), row->get<Time>(1)};
    if (item.turn != answer.turn && item.answered_by) return Before{*item.answered_by, item.answered_at.value_or(Time{})};
    return std::nullopt;
}

}  // namespace

std::unexpected<Error> answered_before(db::Reader& reader, AccountId person, Time at, Time now)
{
    auto name = shown_name(reader, person);
    auto ago = std::max<std::int64_t>(1, (now - at).milliseconds / 1000);
    if (ago < 60)
        return refuse(ErrorCode::Conflict, "desk.answered_meanwhile", {{"name", name}, {"seconds", std::to_string(ago)}});
    return refuse(ErrorCode::Conflict, "desk.answered_minutes_ago", {{"name", name}, {"minutes", std::to_string(ago / 60)}});
}

Result<social::Status> answer(db::Transaction& tx, const Answer& answer, Time now)
{
    auto item = find_item(tx, answer.item, now);
    if (!item || !may_see(tx, *item, answer.by)) return refuse(ErrorCode::NotFound, "desk.item_missing");
    if (!may_act(tx, item->page, answer.by)) return refuse(ErrorCode::Forbidden, "page.not_allowed");
    if (report_of(*item)) return refuse(ErrorCode::Invalid, "desk.report_elsewhere");
    if (!answer.draft.idempotency_key.empty())
        if (auto earlier = social::earlier_posting(tx, item->page, answer.draft.idempotency_key, now)) return *earlier;
    if (auto before = answered_since(tx, *item, answer)) return answered_before(tx, before->person, before->at, now);
    if (item->state == ItemState::Taken && item->holder != answer.by)
        return refuse(ErrorCode::Conflict, "desk.taken", {{"name", shown_name(tx, item->holder)}});
    if (is_bare_piece(tx, item->page, answer.draft.text)) return refuse(ErrorCode::Invalid, "desk.piece_unchanged");
    auto draft = answer.draft;
    if (!draft.in_reply_to) draft.in_reply_to = item->status;
    auto parent = social::find_status(tx, *draft.in_reply_to, item->page);
    if (!parent || parent->conversation != item->conversation) return refuse(ErrorCode::NotFound, "status.parent_missing");
    if (!draft.visibility) draft.visibility = parent->visibility;
    return social::post_status(tx, item->page, draft, now);
}

}  // namespace favilla::desk
