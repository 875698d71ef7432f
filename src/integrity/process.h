// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/process.h — what people do about a finding: look at it, tell those in it, hear them, and only then say something publicly. Each
// step is one transaction with its entry in the log, and nobody takes it in a case of their own:
//
//   found → in review → dismissed, with a reason
//                     → notice (72 h) → each account: discloses (affiliated) · explains · appeals · says nothing
//                                     → label, when the time is over, or an appeal is refused: by somebody else than the reviewer
//                                     → cleared, when what they said is accepted, or nobody decides within fourteen days
//                                     → lifted, with a reason, by somebody else than who published it
//
// There is no step that takes a finding away, and none that a role alone may take.
#pragma once
#include <string>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "integrity/disclosures.h"
#include "integrity/findings.h"

namespace favilla::integrity {

struct Reviewer {
    AccountId person;
    DomainId domain;
};
inline constexpr std::size_t max_reason_length = 2000;  // graphemes, as of answers

// All refuse NotFound "record.not_found"; Forbidden "moderation.team_only", "integrity.own_case"; Conflict "integrity.wrong_state".
// Besides Conflict "integrity.not_eligible".
Result<void> begin_review(db::Transaction&, const Random&, const Reviewer&, FindingId, Time now);
// By the reviewer. Refuse Forbidden "integrity.other_reviewer", Invalid "integrity.reason".
Result<void> dismiss(db::Transaction&, const Random&, const Reviewer&, FindingId, const std::string& reason, Time now);
Result<void> give_notice(db::Transaction&, const Random&, const Reviewer&, FindingId, Time now);
// Of all whose time is over. By somebody else: Forbidden "integrity.same_person"; Conflict "integrity.nobody_due".
Result<void> publish_labels(db::Transaction&, const Random&, const Reviewer&, FindingId, Time now);
// Of an explanation or an appeal; likewise by somebody else. An explanation that is refused leaves the notice as it stood.
enum class Decision { Accept, Refuse };
Result<void> decide_answer(db::Transaction&, const Random&, const Reviewer&, FindingId, AccountId, Decision,
                           const std::string& reason, Time now);
// What was said and nobody decided within appeal_time ends as if it had been accepted.
void clear_unheard(db::Transaction&, const Random&, DomainId, Time now);
// By somebody else than who published it.
Result<void> lift_label(db::Transaction&, const Random&, const Reviewer&, FindingId, AccountId, const std::string& reason,
                        Time now);

// Those in it. An appeal is possible once, also against a label, which is held back meanwhile.
// Refuse NotFound "record.not_found", Invalid "integrity.answer", Conflict "integrity.answered_already".
enum class Answer { Explain, Appeal };
Result<void> answer_notice(db::Transaction&, const Random&, AccountId, FindingId, Answer, const std::string& words, Time now);
// disclose(), which ends the matter wherever they stand in a finding.
Result<Disclosure> disclose_and_settle(db::Transaction&, const Random&, AccountId, AccountId page, Relation, Time now);

}  // namespace favilla::integrity
