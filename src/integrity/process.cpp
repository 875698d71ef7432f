// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/process.h"

#include <algorithm>

#include "base/text.h"
#include "base/trimmed.h"
#include "integrity/sorting.h"
#include "integrity/told_inviters.h"
#include "social/accounts.h"
#include "social/mail.h"
#include "social/moderation.h"
#include "social/users.h"

namespace favilla::integrity {

namespace {

constexpr std::string_view own_affairs_path = "/app/settings/integrity";

Result<Finding> find_case(db::Reader& reader, const Reviewer& by, FindingId id)
{
    CHECKED(social::check_team(reader, {by.person, by.domain}));
    auto finding = find_finding(reader, by.domain, id);
    if (!finding) return refuse(ErrorCode::NotFound, "record.not_found");
    if (finding->member(by.person)) return refuse(ErrorCode::Forbidden, "integrity.own_case");
    return *std::move(finding);
}

Result<void> check_state(const Finding& finding, FindingState state)
{
    if (finding.state != state) return refuse(ErrorCode::Conflict, "integrity.wrong_state");
    return {};
}

Result<std::string> check_words(const std::string& words, const char* refusal)
{
    std::string text{trimmed(words)};
    auto length = grapheme_count(text);
    if (length == 0 || length > max_reason_length)
        return refuse(ErrorCode::Invalid, refusal, {{"max", std::to_string(max_reason_length)}});
    return text;
}

void set_standing(db::Transaction& tx, const Finding& finding, AccountId account, Standing standing, Time now)
{
    tx.run("UPDATE integrity_members SET standing = $3, changed_at = $4 WHERE finding_id = $1 AND account_id = $2", finding.id,
           account, name_of(standing), now);
}

struct Step {
    std::string_view act;
    std::optional<AccountId> by;
    std::string_view words = {};
};

void log_state(db::Transaction& tx, const Random& random, const Finding& finding, FindingState state, const Step& step, Time now)
{
    log_act(tx, random,
            {.domain = finding.domain,
             .act = step.act,
             .finding = finding.id,
             .state = name_of(state),
             .actor = step.by,
             .words = step.words},
            now);
}

void move_to(db::Transaction& tx, const Random& random, const Finding& finding, AccountId account, Standing standing,
             const Step& step, Time now)
{
    set_standing(tx, finding, account, standing, now);
    log_act(tx, random,
            {.domain = finding.domain,
             .act = step.act,
             .finding = finding.id,
             .state = name_of(standing),
             .actor = step.by,
             .subject = account,
             .words = step.words},
            now);
}

void write_notice(db::Transaction& tx, const Finding& finding, AccountId account, Time now)
{
    auto user = social::find_user(tx, account);
    auto person = social::find_account(tx, account);
    auto domain = social::find_domain(tx, finding.domain);
    if (!user || !person || !domain || user->disabled_at) return;
    social::enqueue_mail(tx, *domain,
                         {.kind = social::MailKind::Noticed,
                          .to = user->email,
                          .locale = user->locale,
                          .path = std::string{own_affairs_path},
                          .username = person->username,
                          .reason = {}},
                         now);
}

// Those of this place: nothing is told of, or to, people of other servers.
bool is_own(db::Reader& reader, const Finding& finding, AccountId account)
{
    auto person = social::find_account(reader, account);
    return person && person->domain == finding.domain;
}

Result<FindingMember> find_member(const Finding& finding, AccountId account)
{
    const auto* member = finding.member(account);
    if (!member) return refuse(ErrorCode::NotFound, "record.not_found");
    return *member;
}

void decided(db::Transaction& tx, const Finding& finding, AccountId account, AccountId by, std::string_view reason)
{
    tx.run("UPDATE integrity_members SET decided_by = $3, reason = $4 WHERE finding_id = $1 AND account_id = $2", finding.id,
           account, by, reason);
}

}  // namespace

Result<void> begin_review(db::Transaction& tx, const Random& random, const Reviewer& by, FindingId id, Time now)
{
    TRY(auto finding, find_case(tx, by, id));
    CHECKED(check_state(finding, FindingState::Found));
    if (!is_eligible(finding)) return refuse(ErrorCode::Conflict, "integrity.not_eligible");
    tx.run("UPDATE integrity_findings SET state = 'in_review', reviewer_id = $2 WHERE id = $1", id, by.person);
    log_state(tx, random, finding, FindingState::InReview, {"review", by.person}, now);
    sort_finding(tx, id);
    return {};
}

Result<void> dismiss(db::Transaction& tx, const Random& random, const Reviewer& by, FindingId id, const std::string& words,
                     Time now)
{
    TRY(auto finding, find_case(tx, by, id));
    CHECKED(check_state(finding, FindingState::InReview));
    if (finding.reviewer != by.person) return refuse(ErrorCode::Forbidden, "integrity.other_reviewer");
    TRY(auto reason, check_words(words, "integrity.reason"));
    tx.run("UPDATE integrity_findings SET state = 'dismissed', reason = $2, settled_at = $3 WHERE id = $1", id, reason, now);
    log_state(tx, random, finding, FindingState::Dismissed, {"dismiss", by.person, reason}, now);
    sort_finding(tx, id);
    return {};
}

Result<void> give_notice(db::Transaction& tx, const Random& random, const Reviewer& by, FindingId id, Time now)
{
    TRY(auto finding, find_case(tx, by, id));
    CHECKED(check_state(finding, FindingState::InReview));
    if (finding.reviewer != by.person) return refuse(ErrorCode::Forbidden, "integrity.other_reviewer");
    tx.run("UPDATE integrity_findings SET state = 'noticed', noticed_at = $2 WHERE id = $1", id, now);
    log_state(tx, random, finding, FindingState::Noticed, {"notice", by.person}, now);
    for (const auto& member : finding.members) {
        if (member.standing != Standing::Found || !is_own(tx, finding, member.account)) continue;
        bool is_tied = is_affiliated(tx, finding.domain, member.account);
        move_to(tx, random, finding, member.account, is_tied ? Standing::Affiliated : Standing::Noticed,
                {is_tied ? "register" : "tell", by.person}, now);
        if (!is_tied) write_notice(tx, finding, member.account, now);
    }
    sort_finding(tx, id);
    return {};
}

Result<void> publish_labels(db::Transaction& tx, const Random& random, const Reviewer& by, FindingId id, Time now)
{
    TRY(auto finding, find_case(tx, by, id));
    CHECKED(check_state(finding, FindingState::Noticed));
    if (finding.reviewer == by.person) return refuse(ErrorCode::Forbidden, "integrity.same_person");
    bool is_due = *due_at(finding) <= now;
    auto waits = [](const FindingMember& member) { return member.standing == Standing::Noticed; };
    if (!is_due || std::ranges::none_of(finding.members, waits)) return refuse(ErrorCode::Conflict, "integrity.nobody_due");
    for (const auto& member : finding.members) {
        if (!waits(member)) continue;
        decided(tx, finding, member.account, by.person, "");
        move_to(tx, random, finding, member.account, Standing::Labelled, {"publish", by.person}, now);
    }
    sort_finding(tx, id);
    tell_inviters(tx, finding.domain, id, now);
    return {};
}

Result<void> decide_answer(db::Transaction& tx, const Random& random, const Reviewer& by, FindingId id, AccountId account,
                           Decision decision, const std::string& words, Time now)
{
    TRY(auto finding, find_case(tx, by, id));
    TRY(auto member, find_member(finding, account));
    bool is_appeal = member.standing == Standing::Appealed;
    if (!is_appeal && member.standing != Standing::Explained) return refuse(ErrorCode::Conflict, "integrity.wrong_state");
    if (finding.reviewer == by.person || member.decided_by == by.person)
        return refuse(ErrorCode::Forbidden, "integrity.same_person");
    TRY(auto reason, check_words(words, "integrity.reason"));
    decided(tx, finding, account, by.person, reason);
    if (decision == Decision::Accept) {
        move_to(tx, random, finding, account, Standing::Cleared, {is_appeal ? "uphold" : "accept", by.person, reason}, now);
    } else if (is_appeal) {
        move_to(tx, random, finding, account, Standing::Labelled, {"refuse", by.person, reason}, now);
    } else {
        tx.run("UPDATE integrity_members SET answered_at = NULL WHERE finding_id = $1 AND account_id = $2", id, account);
        move_to(tx, random, finding, account, Standing::Noticed, {"decline", by.person, reason}, now);
    }
    sort_finding(tx, id);
    tell_inviters(tx, finding.domain, id, now);
    return {};
}

void clear_unheard(db::Transaction& tx, const Random& random, DomainId domain, Time now)
{
    for (const auto& finding : findings_of(tx, domain)) {
        bool any = false;
        for (const auto& member : finding.members) {
            bool waits = member.standing == Standing::Appealed || member.standing == Standing::Explained;
            if (!waits || !member.answered_at || now - *member.answered_at < appeal_time) continue;
            move_to(tx, random, finding, member.account, Standing::Cleared, {"lapse", std::nullopt}, now);
            any = true;
        }
        if (any) sort_finding(tx, finding.id);
    }
}

Result<void> lift_label(db::Transaction& tx, const Random& random, const Reviewer& by, FindingId id, AccountId account,
                        const std::string& words, Time now)
{
    TRY(auto finding, find_case(tx, by, id));
    TRY(auto member, find_member(finding, account));
    if (member.standing != Standing::Labelled) return refuse(ErrorCode::Conflict, "integrity.wrong_state");
    if (member.decided_by == by.person) return refuse(ErrorCode::Forbidden, "integrity.same_person");
    TRY(auto reason, check_words(words, "integrity.reason"));
    decided(tx, finding, account, by.person, reason);
    move_to(tx, random, finding, account, Standing::Lifted, {"lift", by.person, reason}, now);
    sort_finding(tx, id);
    return {};
}

Result<void> answer_notice(db::Transaction& tx, const Random& random, AccountId who, FindingId id, Answer answer,
                           const std::string& words, Time now)
{
    auto all = findings_about(tx, who);
    auto finding = std::ranges::find(all, id, &Finding::id);
    if (finding == all.end()) return refuse(ErrorCode::NotFound, "record.not_found");
    const auto& member = *finding->member(who);
    if (!(answer == Answer::Explain ? may_explain(member) : may_appeal(member)))
        return refuse(ErrorCode::Conflict, "integrity.answered_already");
    TRY(auto text, check_words(words, "integrity.answer"));
    tx.run("UPDATE integrity_members SET answer = $3, answered_at = $4 WHERE finding_id = $1 AND account_id = $2", id, who, text,
           now);
    if (answer == Answer::Explain)
        move_to(tx, random, *finding, who, Standing::Explained, {"explain", who, text}, now);
    else
        move_to(tx, random, *finding, who, Standing::Appealed, {"appeal", who, text}, now);
    sort_finding(tx, id);
    return {};
}

Result<Disclosure> disclose_and_settle(db::Transaction& tx, const Random& random, AccountId who, AccountId page,
                                       Relation relation, Time now)
{
    TRY(auto made, disclose(tx, who, page, relation, now));
    auto person = social::find_account(tx, who);
    for (const auto& row : tx.rows("SELECT finding_id FROM integrity_members WHERE account_id = $1 ORDER BY finding_id", who)) {
        auto finding = find_finding(tx, *person->domain, row.get<FindingId>(0));
        if (!finding || finding->state == FindingState::Dismissed) continue;
        auto standing = finding->member(who)->standing;
        if (standing == Standing::Affiliated || standing == Standing::Cleared || standing == Standing::Lifted) continue;
        move_to(tx, random, *finding, who, Standing::Affiliated, {"disclose", who}, now);
        sort_finding(tx, finding->id);
    }
    return made;
}

}  // namespace favilla::integrity
