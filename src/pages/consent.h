// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/consent.h — what the pages have in common on which somebody lets an application in: what it may do, in whose voice, yes or no.
#pragma once
#include <optional>

#include "base/result.h"
#include "pages/html.h"
#include "pages/visit.h"
#include "social/offline_access.h"

namespace favilla::pages {

void write_scopes(Html&, const Words&, const social::AskedScopes&);
// As oneself, or as a page whose team one is of. Nothing where there is nothing to choose.
void write_voices(Html& form, const Visit&);
void write_decision(Html& form, const Words&);  // the field "decision": "allow" or "deny"

// None: their own. Refuses Forbidden "voice.not_yours".
Result<std::optional<AccountId>> chosen_voice(db::Reader&, const Visit&);

}  // namespace favilla::pages
