// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/pages.h"

#include <fmt/format.h>

#include "community/attention_events.h"
#include "community/ideas.h"
#include "social/read_page.h"

namespace favilla::community {

Result<Page> make_page(db::Transaction& tx, DomainId domain, const PageDraft& draft, Time now)
{
    auto owner = social::find_account(tx, draft.owner);
    if (!owner || owner->domain != domain || !owner->is_known()) return refuse(ErrorCode::NotFound, "account.missing");
    TRY(auto account,
        social::create_account(
            tx, domain, {.username = draft.name, .display_name = draft.title, .kind = social::AccountKind::Page, .id = {}}, now));
    CHECKED(social::update_profile(tx, account.id,
                                   {.display_name = {},
                                    .note = draft.description,
                                    .fields = {},
                                    .locked = {},
                                    .bot = {},
                                    .discoverable = true,
                                    .indexable = true,
                                    .hide_collections = {},
                                    .posture = draft.posture}));
    tx.run("INSERT INTO pages (account_id, reviews, signs, created_at) VALUES ($1, $2, $3, $4)", account.id, draft.reviews,
           draft.signs, now);
    social::set_voice(tx, account.id, draft.owner, PageRole::Owner, now);
    jobs::publish(tx, CareChanged{{}, draft.owner});
    recount_votes_of(tx, draft.owner);
    note_page_act(tx, {.page = account.id, .by = draft.owner, .act = "make", .object = {}}, now);
    return Page{account.id, draft.reviews, draft.signs, now};
}

std::optional<Page> find_page(db::Reader& reader, AccountId id)
{
    auto row = reader.row("SELECT p.reviews, p.signs, p.created_at FROM pages p JOIN accounts a ON a.id = p.account_id "
                          "WHERE p.account_id = $1 AND a.deleted_at IS NULL AND a.suspended_at IS NULL",
                          id);
    if (!row) return std::nullopt;
    return Page{id, row->get<bool>(0), row->get<bool>(1), row->get<Time>(2)};
}

std::vector<AccountId> pages_of_domain(db::Reader& reader, DomainId domain, AccountId after, int limit)
{
    std::vector<AccountId> found;
    for (const auto& row :
         reader.rows("SELECT p.account_id FROM pages p JOIN accounts a ON a.id = p.account_id WHERE p.account_id > $2 "
                     "AND a.domain_id = $1 AND a.deleted_at IS NULL AND a.suspended_at IS NULL ORDER BY p.account_id LIMIT $3",
                     domain, after, limit))
        found.push_back(row.get<AccountId>(0));
    return found;
}

bool may(PageRole role, PageAct act, bool reviews, bool is_sole_judge)
{
    using enum PageRole;
    bool keeps = role == Owner || role == Editor;
    switch (act) {
    case PageAct::Read:
    case PageAct::Upload: return social::may_speak(role);
    case PageAct::Begin: return reviews ? keeps && is_sole_judge : keeps || role == Contributor;
    case PageAct::Answer: return keeps || role == Moderator || (role == Contributor && !reviews);
    case PageAct::Tend: return keeps || role == Moderator;
    case PageAct::Keep: return keeps;
    case PageAct::Found: return role == Owner;
    case PageAct::Nothing: break;
    }
    return false;
}

bool may(db::Reader& reader, const Page& page, const social::Voice& voice, PageAct act)
{
    bool asks = act == PageAct::Begin && page.reviews;
    return may(voice.role, act, page.reviews, asks && is_sole_judge(reader, page.id, voice.person));
}

bool is_sole_judge(db::Reader& reader, AccountId page, AccountId person)
{
    for (const auto& voice : social::team_of_page(reader, page))
        if (voice.role >= PageRole::Editor && voice.person != person) return false;
    auto role = social::role_for_page(reader, page, person);
    return role && *role >= PageRole::Editor;
}

std::int64_t note_page_act(db::Transaction& tx, const PageNote& note, Time now)
{
    auto id = tx.new_id<AccountId>(now);
    tx.run("INSERT INTO page_log (id, page_id, account_id, act, object, allowed, text, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
           id, note.page, note.by, note.act, note.object, note.allowed, note.text, now);
    return id.value;
}

void note_not_done(db::Transaction& tx, std::int64_t entry) { tx.run("UPDATE page_log SET allowed = 0 WHERE id = $1", entry); }

social::Page<PageLogEntry> page_log(db::Reader& reader, AccountId page, const social::PageRequest& request)
{
    auto rows = reader.rows(fmt::format("SELECT id, account_id, act, object, allowed, text, created_at FROM page_log "
                                        "WHERE page_id = $1 AND id > $2 AND id < $3 ORDER BY id {} LIMIT $4",
                                        request.forwards() ? "ASC" : "DESC"),
                            page, request.after(), request.before(), request.limit);
    return social::read_page<PageLogEntry>(rows, request, [](const db::Row& row) {
        return PageLogEntry{.id = row.get<std::int64_t>(0),
                            .by = row.get<AccountId>(1),
                            .act = row.get<std::string>(2),
                            .object = row.get<std::string>(3),
                            .allowed = row.get<bool>(4),
                            .text = row.get<std::string>(5),
                            .created_at = row.get<Time>(6)};
    });
}

}  // namespace favilla::community
