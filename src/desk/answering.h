// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/answering.h — a person of the team answers what waits, in the page's voice, having seen what stands there. Two never answer the same:
// whoever comes second is refused, with who was first, and keeps their words.
#pragma once
#include "desk/items.h"
#include "social/statuses.h"

namespace favilla::desk {

struct Answer {
    ItemId item;
    AccountId by;
    // What they have seen: how often the team had spoken (Item::turn), and the last post. The turn decides, since posts of two machines
    // may become visible in another order than that of their ids; the post is asked besides for what the desk was not told of.
    std::int64_t turn = 0;
    StatusId last_seen;
    social::StatusDraft
        draft;  // its person and sign are set already; what it answers: the last that waits, unless it says another
};
// Refuses: NotFound "desk.item_missing", "status.parent_missing" (not of that conversation); Forbidden "page.not_allowed"; Conflict
// "desk.answered_meanwhile", "desk.answered_minutes_ago" (both with name and number), "desk.taken"; Invalid "desk.piece_unchanged", "desk.report_elsewhere" (it is no conversation); and as
// post_status does. What was sent before under the draft's key is answered as it was.
Result<social::Status> answer(db::Transaction&, const Answer&, Time now);

// Who of the team was first, as a refusal says it.
std::unexpected<Error> answered_before(db::Reader&, AccountId person, Time at, Time now);

}  // namespace favilla::desk
