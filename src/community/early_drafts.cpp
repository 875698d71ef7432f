// SPDX-License-Identifier: AGPL-3.0-or-later
// Drafts shown early: to whom, changed, published, gone. What is said to them stands in early_comments.cpp.
#include "community/early_drafts.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "community/group_members.h"
#include "social/notifications.h"
#include "social/read_page.h"
#include "social/relations.h"
#include "social/users.h"

namespace favilla::community {

namespace {

// Of a page, the words are those of its team's draft.
constexpr std::string_view columns =
    "e.id, e.domain_id, e.account_id, p.page_id, e.page_draft_id, e.group_id, coalesce(p.revision, e.revision), "
    "coalesce(p.text, e.text), coalesce(p.content_warning, e.content_warning), CASE WHEN p.id IS NULL THEN e.language ELSE p.language END, "
    "coalesce(p.visibility, e.visibility), coalesce(p.status_id, e.status_id), CASE WHEN p.state = 'published' THEN 1 ELSE 0 END, "
    "e.created_at, coalesce(p.updated_at, e.updated_at) FROM early_drafts e LEFT JOIN page_drafts p ON p.id = e.page_draft_id";

EarlyDraft read_early(const db::Row& row)
{
    auto status = row.get<std::optional<StatusId>>(11);
    return {.id = row.get<EarlyDraftId>(0),
            .domain = row.get<DomainId>(1),
            .by = row.get<AccountId>(2),
            .page = row.get<std::optional<AccountId>>(3),
            .page_draft = row.get<std::optional<PageDraftId>>(4),
            .group = row.get<std::optional<AccountId>>(5),
            .readers = {},
            .revision = row.get<std::int64_t>(6),
            .words = {.text = row.get<std::string>(7),
                      .content_warning = row.get<std::string>(8),
                      .language = row.get<std::optional<std::string>>(9),
                      .visibility = social::Visibility(row.get<int>(10)),
                      .in_reply_to = {},
                      .at = {}},
            .status = status,
            .settled = status || row.get<bool>(12),
            .created_at = row.get<Time>(13),
            .updated_at = row.get<Time>(14)};
}

void load_readers(db::Reader& reader, EarlyDraft& draft)
{
    for (const auto& row : reader.rows("SELECT account_id FROM early_readers WHERE draft_id = $1 ORDER BY account_id", draft.id))
        draft.readers.push_back(row.get<AccountId>(0));
}

std::optional<PageRole> role_for(db::Reader& reader, const EarlyDraft& draft, AccountId who)
{
    return draft.page ? social::role_for_page(reader, *draft.page, who) : std::nullopt;
}

bool is_shown_to(db::Reader& reader, const EarlyDraft& draft, AccountId who)
{
    if (draft.by == who || role_for(reader, draft, who)) return true;
    auto by = social::find_account(reader, draft.by);
    if (!by || !by->is_known() || by->suspended_at || social::is_blocked_either_way(reader, draft.by, who)) return false;
    if (std::ranges::find(draft.readers, who) != draft.readers.end()) return true;
    return draft.group && find_group(reader, *draft.group) && social::is_following(reader, who, *draft.group);
}

std::unexpected<Error> not_yours() { return refuse(ErrorCode::Forbidden, "early.not_yours"); }

Result<void> check_circle(db::Reader& reader, DomainId domain, AccountId by, const Circle& circle)
{
    if (circle.readers.empty() && !circle.group) return refuse(ErrorCode::Invalid, "early.no_circle");
    if (circle.readers.size() > max_early_readers)
        return refuse(ErrorCode::Invalid, "early.too_many_readers", {{"max", std::to_string(max_early_readers)}});
    for (auto one : circle.readers) {
        auto user = social::find_user(reader, one);
        if (!user || user->domain != domain || one == by || social::is_blocked_either_way(reader, by, one))
            return refuse(ErrorCode::NotFound, "early.reader_missing");
    }
    if (circle.group && (!find_group(reader, *circle.group) || !social::is_following(reader, by, *circle.group)))
        return refuse(ErrorCode::NotFound, "group.missing");
    return {};
}

// Whoever is new among those named is told; the members of a group find it in their list.
void set_circle(db::Transaction& tx, EarlyDraftId id, AccountId by, const Circle& circle, Time now)
{
    EarlyDraft before{.id = id};
    load_readers(tx, before);
    tx.run("UPDATE early_drafts SET group_id = $2 WHERE id = $1", id, circle.group);
    tx.run("DELETE FROM early_readers WHERE draft_id = $1", id);
    for (auto one : circle.readers) {
        bool is_new =
            tx.run("INSERT INTO early_readers (account_id, draft_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", one, id) > 0
            && std::ranges::find(before.readers, one) == before.readers.end();
        if (is_new)
            social::notify(
                tx, {.to = one, .kind = social::NotificationKind::EarlyDraft, .from = by, .status = {}, .conversation = {}}, now);
    }
}

Result<EarlyDraft> store(db::Transaction& tx, AccountId by, std::optional<PageDraftId> page_draft, const DraftWords& words,
                         const Circle& circle, Time now)
{
    auto user = social::find_user(tx, by);
    if (!user) return not_yours();
    CHECKED(check_circle(tx, user->domain, by, circle));
    auto id = tx.new_id<EarlyDraftId>(now);
    tx.run(
        "INSERT INTO early_drafts (id, domain_id, account_id, page_draft_id, group_id, revision, text, content_warning, language, "
        "visibility, status_id, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, NULL, $10, $10)",
        id, user->domain, by, page_draft, circle.group, words.text, words.content_warning, words.language,
        int(words.visibility.value_or(social::Visibility::Public)), now);
    set_circle(tx, id, by, circle, now);
    return *find_early_draft(tx, id, by);
}

void forget(db::Transaction& tx, EarlyDraftId id)
{
    tx.run("DELETE FROM early_comments WHERE draft_id = $1", id);
    tx.run("DELETE FROM early_readers WHERE draft_id = $1", id);
    tx.run("DELETE FROM early_drafts WHERE id = $1", id);
}

// Whoever comes second waits here for the first, and finds it settled.
Result<void> take(db::Transaction& tx, const EarlyDraft& draft, AccountId by, std::optional<std::int64_t> seen, Time now)
{
    if (!keeps(tx, draft, by)) return not_yours();
    if (draft.settled
        || tx.run("UPDATE early_drafts SET updated_at = $2 WHERE id = $1 AND status_id IS NULL", draft.id, now) == 0)
        return refuse(ErrorCode::Conflict, "early.settled");
    if (seen && *seen != draft.revision) return refuse(ErrorCode::Conflict, "draft.changed");
    return {};
}

}  // namespace

std::optional<EarlyDraft> find_early_draft(db::Reader& reader, EarlyDraftId id, AccountId viewer)
{
    auto row = reader.row(fmt::format("SELECT {} WHERE e.id = $1", columns), id);
    if (!row) return std::nullopt;
    auto draft = read_early(*row);
    load_readers(reader, draft);
    return is_shown_to(reader, draft, viewer) ? std::optional{std::move(draft)} : std::nullopt;
}

bool keeps(db::Reader& reader, const EarlyDraft& draft, AccountId who)
{
    if (!draft.page) return draft.by == who;
    auto role = role_for(reader, draft, who);
    return role && (*role >= PageRole::Editor || (draft.by == who && *role == PageRole::Contributor));
}

social::Page<EarlyDraft> early_drafts_of(db::Reader& reader, AccountId who, EarlyDrafts which, const social::PageRequest& request)
{
    std::string_view whose = which == EarlyDrafts::Own
                               ? "e.account_id = $1"
                               : "e.account_id <> $1 AND e.id IN (SELECT r.draft_id FROM early_readers r WHERE r.account_id = $1 "
                                 "UNION SELECT d.id FROM follows f JOIN early_drafts d ON d.group_id = f.target_id "
                                 "WHERE f.account_id = $1)";
    auto rows = reader.rows(fmt::format("SELECT {} WHERE {} AND e.id > $2 AND e.id < $3 ORDER BY e.id {} LIMIT $4", columns,
                                        whose, request.forwards() ? "ASC" : "DESC"),
                            who, request.after(), request.before(), request.limit);
    auto page = social::read_page<EarlyDraft>(rows, request, read_early);
    for (auto& draft : page.items) load_readers(reader, draft);
    std::erase_if(page.items, [&](const EarlyDraft& draft) { return !is_shown_to(reader, draft, who); });
    return page;
}

Result<EarlyDraft> show_early(db::Transaction& tx, AccountId by, const DraftWords& words, const Circle& circle, Time now)
{
    CHECKED(check_draft_words(words));
    return store(tx, by, std::nullopt, words, circle, now);
}

Result<EarlyDraft> show_page_draft(db::Transaction& tx, AccountId by, AccountId page, PageDraftId id, const Circle& circle,
                                   Time now)
{
    auto found = find_page(tx, page);
    auto role = found ? social::role_for_page(tx, page, by) : std::nullopt;
    auto draft = role ? find_draft(tx, page, id) : std::nullopt;
    if (!draft) return refuse(ErrorCode::NotFound, "page.missing");
    if (draft->state == DraftState::Published) return refuse(ErrorCode::Conflict, "draft.settled");
    if (!may(tx, *found, {page, by, *role, {}}, *draft, DraftActKind::Change))
        return refuse(ErrorCode::Forbidden, "page.not_allowed");
    if (tx.row("SELECT 1 FROM early_drafts WHERE page_draft_id = $1", id))
        return refuse(ErrorCode::Conflict, "early.shown_already");
    TRY(auto shown, store(tx, by, id, {.text = {}, .content_warning = {}, .language = {}}, circle, now));
    note_page_act(tx, {.page = page, .by = by, .act = "show_draft", .object = to_string(id)}, now);
    return shown;
}

Result<void> change_early(db::Transaction& tx, const EarlyDraft& draft, AccountId by, const std::optional<DraftWords>& words,
                          const std::optional<Circle>& circle, std::optional<std::int64_t> seen, Time now)
{
    CHECKED(take(tx, draft, by, seen, now));
    if (circle) {
        CHECKED(check_circle(tx, draft.domain, draft.by, *circle));
        set_circle(tx, draft.id, by, *circle, now);
    }
    if (!words) return {};
    if (draft.page) return refuse(ErrorCode::Invalid, "early.of_page");
    CHECKED(check_draft_words(*words));
    tx.run("UPDATE early_drafts SET text = $2, content_warning = $3, language = $4, visibility = $5, revision = revision + 1 "
           "WHERE id = $1",
           draft.id, words->text, words->content_warning, words->language,
           int(words->visibility.value_or(social::Visibility::Public)));
    return {};
}

Result<void> delete_early(db::Transaction& tx, const EarlyDraft& draft, AccountId by)
{
    if (!keeps(tx, draft, by)) return not_yours();
    forget(tx, draft.id);
    return {};
}

Result<StatusId> publish_early(db::Transaction& tx, const EarlyDraft& draft, AccountId by, std::string_view credit,
                               std::optional<std::int64_t> seen, Time now)
{
    CHECKED(take(tx, draft, by, seen, now));
    if (draft.page) return refuse(ErrorCode::Invalid, "early.of_page");
    social::StatusDraft post{.text = draft.words.text,
                             .visibility = draft.words.visibility,
                             .content_warning = draft.words.content_warning,
                             .language = draft.words.language};
    if (!credit.empty()) post.text.append("\n\n").append(credit);
    TRY(auto status, social::post_status(tx, by, post, now));
    tx.run("UPDATE early_drafts SET status_id = $2 WHERE id = $1", draft.id, status.id);
    return status.id;
}

void forget_early_of_page_draft(db::Transaction& tx, PageDraftId id)
{
    if (auto shown = tx.value<EarlyDraftId>("SELECT id FROM early_drafts WHERE page_draft_id = $1", id)) forget(tx, *shown);
}

void forget_early_of_deleted(db::Transaction& tx, AccountId who)
{
    auto account = social::find_account(tx, who);
    if (!account || !account->deleted_at) return;
    for (const auto& row : tx.rows("SELECT id FROM early_drafts WHERE account_id = $1 AND page_draft_id IS NULL", who))
        forget(tx, row.get<EarlyDraftId>(0));
    tx.run("DELETE FROM early_readers WHERE account_id = $1", who);
    tx.run("DELETE FROM early_comments WHERE account_id = $1", who);
}

}  // namespace favilla::community
