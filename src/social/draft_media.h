// SPDX-License-Identifier: AGPL-3.0-or-later
// social/draft_media.h — media that wait in a draft of a page's team (community/page_drafts.h): attached to nothing else, and not forgotten.
#pragma once
#include <span>
#include <vector>

#include "social/media.h"

namespace favilla::social {

using PageDraftId = Id<struct PageDraftTag>;

std::vector<Media> media_of_draft(db::Reader&, PageDraftId);  // in their order
// In this order; what it held before and is no longer among them is let go. Refuses as check_attachable does.
Result<std::vector<Media>> hold_for_draft(db::Transaction&, AccountId page, PageDraftId, std::span<const MediaId>);

}  // namespace favilla::social
