// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/reports.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "community/attention.h"
#include "desk/acts.h"
#include "desk/settings.h"
#include "desk/sheet.h"
#include "social/accounts.h"
#include "social/report_desk.h"

namespace favilla::desk {

namespace {

constexpr int placed_at_once = 200;

// Of a page p: somebody of its team who sees its desk looks after its organisation.
constexpr std::string_view has_who_sees =
    "p.kind = 'page' AND p.domain_id = $1 AND p.suspended_at IS NULL AND p.deleted_at IS NULL AND EXISTS "
    "(SELECT 1 FROM voices v JOIN users u ON u.account_id = v.account_id WHERE v.page_id = p.id AND v.role <> 'analyst' "
    "AND u.role <> 'user' AND u.domain_id = p.domain_id AND u.disabled_at IS NULL)";

struct Reported {
    ReportId id;
    DomainId domain;
    AccountId target;
    Time created_at;
    std::optional<AccountId> assigned, resolved_by;
    bool is_resolved = false;
    StatusId first;  // of what was reported; zero: an account alone
};
std::optional<Reported> read_report(db::Reader& reader, ReportId id)
{
    auto row =
        reader.row("SELECT r.domain_id, r.target_id, r.created_at, r.assigned_id, r.action_taken_by_id, r.action_taken_at, "
                   "(SELECT min(x.status_id) FROM report_statuses x WHERE x.report_id = r.id) FROM reports r WHERE r.id = $1",
                   id);
    if (!row) return std::nullopt;
    return Reported{.id = id,
                    .domain = row->get<DomainId>(0),
                    .target = row->get<AccountId>(1),
                    .created_at = row->get<Time>(2),
                    .assigned = row->get<std::optional<AccountId>>(3),
                    .resolved_by = row->get<std::optional<AccountId>>(4),
                    .is_resolved = !row->is_null(5),
                    .first = row->get<std::optional<StatusId>>(6).value_or(StatusId{})};
}

bool works_on_reports(db::Reader& reader, AccountId page, AccountId person)
{
    return may_act(reader, page, person) && sees_reports(reader, page, person);
}

// Where what was reported was said in a conversation that a page opened, that page's, if somebody of its team sees reports; else the oldest page of
// the organisation of which that is so. None: nobody is there to see it, or it is in the hands of somebody who does not work at that desk.
std::optional<AccountId> page_of(db::Reader& reader, const Reported& report)
{
    static const auto in_whose_thread = fmt::format(
        "SELECT p.id FROM report_statuses x JOIN statuses s ON s.id = x.status_id JOIN conversations c ON c.id = s.conversation_id "
        "JOIN statuses o ON o.id = c.root_id JOIN accounts p ON p.id = o.account_id WHERE x.report_id = $2 AND {} ORDER BY x.status_id LIMIT 1",
        has_who_sees);
    static const auto oldest = fmt::format("SELECT p.id FROM accounts p WHERE {} ORDER BY p.id LIMIT 1", has_who_sees);
    if (report.is_resolved) return std::nullopt;
    auto page = reader.value<AccountId>(in_whose_thread, report.domain, report.id);
    if (!page) page = reader.value<AccountId>(oldest, report.domain);
    if (page && report.assigned && !works_on_reports(reader, *page, *report.assigned)) return std::nullopt;
    return page;
}

struct Stands {
    ItemId id;
    AccountId page;
    bool open = false, taken = false;
    std::optional<AccountId> holder;
};
std::optional<Stands> item_of(db::Reader& reader, ReportId report)
{
    auto row = reader.row("SELECT id, page_id, closed_at, state, holder_id FROM desk_items WHERE conversation_id = $1", report);
    if (!row) return std::nullopt;
    return Stands{row->get<ItemId>(0), row->get<AccountId>(1), row->is_null(2), row->get<std::string_view>(3) == "taken",
                  row->get<std::optional<AccountId>>(4)};
}

void lay_down(db::Transaction& tx, const Reported& report, AccountId page, Time now)
{
    auto id = tx.new_id<ItemId>(report.created_at);
    auto due = DueTimes{tx, page}.of(report.created_at, {});
    auto held = report.assigned ? std::optional{now + handing_lasts} : std::nullopt;
    tx.run(
        "INSERT INTO desk_items (id, page_id, conversation_id, kind, status_id, author_id, waiting, since, due_at, due_by, state, holder_id, "
        "held_until, turn) VALUES ($1, $2, $3, 'report', $4, $5, 1, $6, $7, 'target', $8, $9, $10, 0)",
        id, page, report.id, report.first, report.target, report.created_at, due.at, report.assigned ? "taken" : "waiting",
        report.assigned, held);
    jobs::publish(tx, DeskChanged{id, page});
}

void close(db::Transaction& tx, const Stands& item, const Reported& report, Time now)
{
    tx.run(
        "UPDATE desk_items SET state = 'done', waiting = 0, holder_id = NULL, held_until = NULL, snoozed_until = NULL, closed_at = $2, "
        "answered_by = $3, answered_at = $4 WHERE id = $1",
        item.id, now, report.resolved_by, report.resolved_by ? std::optional{now} : std::nullopt);
    if (item.holder) stop_desk_timer(tx, *item.holder, item.id, now);
    jobs::publish(tx, DeskChanged{item.id, item.page});
}

struct Change {
    const Stands& item;
    const Reported& report;
    AccountId page;
    std::optional<AccountId> was_with;
};
// It goes on as it stood, unless it comes anew, or somebody has it in hand or no longer.
void change(db::Transaction& tx, const Change& to, Time now)
{
    const auto& [item, report, page, was_with] = to;
    bool anew = !item.open || item.page != page;
    bool taken = report.assigned && (anew || !item.taken || item.holder != report.assigned);
    bool freed = !report.assigned && (anew || (item.taken && item.holder == was_with));
    if (!taken && !freed) return;
    auto due = DueTimes{tx, page}.of(report.created_at, {});
    auto held = taken ? std::optional{now + handing_lasts} : std::nullopt;
    if (item.holder && item.holder != report.assigned) stop_desk_timer(tx, *item.holder, item.id, now);
    tx.run(
        "UPDATE desk_items SET page_id = $2, state = $3, holder_id = $4, held_until = $5, snoozed_until = NULL, due_at = $6, waiting = 1, "
        "closed_at = NULL, answered_by = NULL, answered_at = NULL WHERE id = $1",
        item.id, page, taken ? "taken" : "waiting", taken ? report.assigned : std::nullopt, held, due.at);
    if (item.page != page) jobs::publish(tx, DeskChanged{item.id, item.page});
    jobs::publish(tx, DeskChanged{item.id, page});
}

}  // namespace

std::optional<ReportId> report_of(const Item& item)
{
    return item.kind == ItemKind::Report ? std::optional{ReportId{item.conversation.value}} : std::nullopt;
}

bool sees_reports(db::Reader& reader, AccountId page, AccountId person)
{
    return reader
        .row(
            "SELECT 1 FROM users u JOIN accounts p ON p.domain_id = u.domain_id WHERE p.id = $1 AND u.account_id = $2 AND u.role <> 'user'",
            page, person)
        .has_value();
}

bool may_see(db::Reader& reader, const Item& item, AccountId person)
{
    auto pages = community::pages_read_by(reader, person);
    if (std::ranges::find(pages, item.page) == pages.end()) return false;
    return item.kind != ItemKind::Report || sees_reports(reader, item.page, person);
}

void keep_report(db::Transaction& tx, ReportId id, std::optional<AccountId> was_with, Time now)
{
    auto report = read_report(tx, id);
    if (!report) return;
    auto page = page_of(tx, *report);
    auto item = item_of(tx, id);
    if (page && item) return change(tx, {*item, *report, *page, was_with}, now);
    if (page) return lay_down(tx, *report, *page, now);
    if (item && item->open) close(tx, *item, *report, now);
}

void begin_placing_reports(db::Transaction& tx, AccountId whose)
{
    tx.run(
        "INSERT INTO desk_reports_remaining (domain_id, after) SELECT domain_id, 0 FROM accounts WHERE id = $1 AND domain_id IS NOT NULL "
        "ON CONFLICT (domain_id) DO UPDATE SET after = 0",
        whose);
}

bool remain_reports_to_place(db::Reader& reader) { return reader.row("SELECT 1 FROM desk_reports_remaining").has_value(); }

bool place_remaining_reports(db::Transaction& tx, Time now)
{
    auto next = tx.row("SELECT domain_id, after FROM desk_reports_remaining ORDER BY domain_id LIMIT 1");
    if (!next) return false;
    auto domain = next->get<DomainId>(0);
    auto rows =
        tx.rows("SELECT id FROM reports WHERE domain_id = $1 AND id > $2 AND action_taken_at IS NULL ORDER BY id LIMIT $3",
                domain, next->get<ReportId>(1), placed_at_once);
    for (const auto& row : rows) keep_report(tx, row.get<ReportId>(0), {}, now);
    if (rows.empty())
        tx.run("DELETE FROM desk_reports_remaining WHERE domain_id = $1", domain);
    else
        tx.run("UPDATE desk_reports_remaining SET after = $2 WHERE domain_id = $1", domain,
               rows[rows.size() - 1].get<ReportId>(0));
    return true;
}

Result<void> tell_report(db::Transaction& tx, const Item& item, AccountId by, InHand in_hand, Time now)
{
    auto report = report_of(item);
    auto page = report ? social::find_account(tx, item.page) : std::nullopt;
    if (!page || !page->domain) return {};
    social::Moderator moderator{by, *page->domain};
    if (in_hand == InHand::Yes) return social::assign_report(tx, moderator, *report, now);
    return social::unassign_report(tx, moderator, *report, now);
}

}  // namespace favilla::desk
