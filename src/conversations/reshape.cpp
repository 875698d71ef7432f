// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/reshape.h"

#include <algorithm>
#include <functional>

#include "community/group_acts.h"
#include "conversations/visible_tree.h"
#include "conversations/write_path.h"
#include "social/conversation_states.h"
#include "social/notifications.h"

namespace favilla::conversations {

namespace {

using community::GroupActKind;

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "record.not_found"); }

// One that they may see, and that is not private.
Result<Conversation> find_open(db::Reader& reader, ConversationId id, AccountId by)
{
    auto conversation = find_conversation(reader, id);
    if (!conversation || !may_see_conversation(reader, id, by)) return missing();
    auto root = reader.value<int>("SELECT visibility FROM statuses WHERE id = $1", conversation->root);
    if (root == int(social::Visibility::Direct)) return refuse(ErrorCode::Invalid, "conversation.private");
    return *conversation;
}

// Everything that hangs on it, itself first; none when it is not in there.
std::vector<StatusId> branch_of(db::Reader& reader, ConversationId id, StatusId branch)
{
    std::vector<StatusId> found;
    std::unordered_set<StatusId> in;
    for (const auto& status : statuses_of(reader, id)) {
        bool belongs = status.id == branch || (status.in_reply_to && in.contains(*status.in_reply_to));
        if (!belongs) continue;
        in.insert(status.id);
        found.push_back(status.id);
    }
    return found;
}

using Work = std::function<Result<void>(db::Transaction&, const Conversation&, std::optional<AccountId> group)>;

// By who opened it, or in a group by those in charge, as an act of theirs.
Result<void> reshape(db::Database& database, ConversationId id, AccountId by, GroupActKind kind, Time now, const Work& work)
{
    std::optional<AccountId> group;
    auto found = database.read([&](db::Reader& reader) {
        auto conversation = find_open(reader, id, by);
        if (conversation) group = community::group_of_topic(reader, conversation->root);
        return conversation;
    });
    if (!found) return std::unexpected(found.error());
    // Between looking and doing it may have become another: it is looked at again where it is done.
    auto carry_out = [&](db::Transaction& tx) -> Result<void> {
        TRY(auto conversation, find_open(tx, id, by));
        if (community::group_of_topic(tx, conversation.root) != group) return refuse(ErrorCode::Conflict, "conversation.changed");
        if (!group && conversation.opener != by) return refuse(ErrorCode::Forbidden, "conversation.not_opener");
        return work(tx, conversation, group);
    };
    if (!group) return database.write([&](db::Transaction& tx) { return carry_out(tx); });
    return community::carry_out_in_group(
        database, {.group = *group, .by = by, .kind = kind, .object = found->root.value, .text = {}}, now, carry_out);
}

}  // namespace

Result<Conversation> split_branch(db::Database& database, ConversationId id, StatusId branch, AccountId by, Time now)
{
    ConversationId made;
    auto work = [&](db::Transaction& tx, const Conversation& conversation, std::optional<AccountId> group) -> Result<void> {
        auto status = social::find_status(tx, branch, by);
        if (!status || status->conversation != id) return missing();
        if (branch == conversation.root) return refuse(ErrorCode::Invalid, "conversation.split_root");
        made = social::split_conversation(tx, *status, branch_of(tx, id, branch), now);
        if (group) community::become_topic(tx, *group, branch, made, now);
        measure_anew(tx, id);
        measure_anew(tx, made);
        return {};
    };
    CHECKED(reshape(database, id, by, GroupActKind::Split, now, work));
    return *database.read([&](db::Reader& reader) { return find_conversation(reader, made); });
}

Result<Conversation> merge_conversations(db::Database& database, ConversationId from, ConversationId into, AccountId by, Time now)
{
    if (from == into) return refuse(ErrorCode::Invalid, "conversation.merge_itself");
    auto work = [&](db::Transaction& tx, const Conversation& conversation, std::optional<AccountId> group) -> Result<void> {
        TRY(auto other, find_open(tx, into, by));
        if (community::group_of_topic(tx, other.root) != group) return refuse(ErrorCode::Invalid, "conversation.other_place");
        if (!group && other.opener != by) return refuse(ErrorCode::Forbidden, "conversation.not_opener");
        social::merge_conversation(tx, from, into);
        if (group) community::become_answers(tx, *group, conversation.root, from, into);
        measure_anew(tx, from);
        measure_anew(tx, into);
        return {};
    };
    CHECKED(reshape(database, from, by, GroupActKind::Merge, now, work));
    return *database.read([&](db::Reader& reader) { return find_conversation(reader, into); });
}

Result<Conversation> move_conversation(db::Database& database, ConversationId id, AccountId to_group, AccountId by, Time now)
{
    auto work = [&](db::Transaction& tx, const Conversation& conversation, std::optional<AccountId> group) -> Result<void> {
        auto to = community::find_group(tx, to_group);
        if (!group) return refuse(ErrorCode::Invalid, "conversation.not_a_topic");
        if (!to || *group == to_group) return missing();
        if (to->is_hidden() || community::find_group(tx, *group)->is_hidden())
            return refuse(ErrorCode::Invalid, "conversation.hidden_group");
        if (!community::role_in(tx, to_group, by)) return refuse(ErrorCode::Forbidden, "group.not_allowed");
        community::move_topic(tx, *group, to_group, conversation.root, id, now);
        return {};
    };
    CHECKED(reshape(database, id, by, GroupActKind::Move, now, work));
    return *database.read([&](db::Reader& reader) { return find_conversation(reader, id); });
}

ReshapingRights rights_in(db::Reader& reader, const Conversation& conversation, AccountId who)
{
    ReshapingRights rights;
    rights.group = community::group_of_topic(reader, conversation.root);
    bool in_charge = rights.group && community::role_in(reader, *rights.group, who);
    rights.split = rights.group ? in_charge : conversation.opener == who;
    rights.answer = in_charge || conversation.opener == who;
    return rights;
}

Result<Conversation> mark_answer(db::Transaction& tx, ConversationId id, std::optional<StatusId> answer, AccountId by, Time now)
{
    TRY(auto conversation, find_open(tx, id, by));
    if (!rights_in(tx, conversation, by).answer) return refuse(ErrorCode::Forbidden, "conversation.not_opener");
    if (answer == conversation.root) return refuse(ErrorCode::Invalid, "conversation.answer_is_root");
    auto status = answer ? social::find_status(tx, *answer, by) : std::nullopt;
    if (answer && (!status || status->conversation != id)) return missing();
    social::set_answer(tx, id, answer);
    if (status)
        social::notify(tx,
                       {.to = status->author,
                        .kind = social::NotificationKind::AnswerMarked,
                        .from = by,
                        .status = status->id,
                        .conversation = id},
                       now);
    return *find_conversation(tx, id);
}

}  // namespace favilla::conversations
