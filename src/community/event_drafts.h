// SPDX-License-Identifier: AGPL-3.0-or-later
// community/event_drafts.h — an event that waits for the team of a page: written, changed, sent, approved and sent back as every draft is. What it
// would say is the draft's text, its picture what the draft takes along, and it is made an event when it is published.
#pragma once
#include "community/events.h"
#include "community/page_drafts.h"

namespace favilla::community {

// Judged as make_event judges, besides as write_draft and change_draft. Of `words` language and visibility count. Refuses also Invalid
// "draft.event_goes_at_once" (a time was set), "event.page_has_no_groups" (a group was named).
Result<TeamDraft> write_event_draft(db::Transaction&, const EventTongue&, AccountId page, AccountId by, const EventDraft&,
                                    DraftWords words, Time now);
Result<TeamDraft> change_event_draft(db::Transaction&, const EventTongue&, AccountId page, AccountId by, PageDraftId,
                                     const EventDraft&, DraftWords words, Time now);

// For community/page_drafts alone: the row of the event, and what becomes of it.
std::optional<EventDraft> find_event_draft(db::Reader&, PageDraftId);
void forget_event_draft(db::Transaction&, PageDraftId);
Result<StatusId> let_out_event(db::Transaction&, const EventTongue&, const Page&, const TeamDraft&, Time now);

}  // namespace favilla::community
