// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/profile_links.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/status_text.h"
#include "base/web_page.h"
#include "jobs/queue.h"
#include "social/page_events.h"

namespace favilla::social {

namespace {

constexpr Duration between_two_checks = seconds(5);  // of one profile, however often it is saved
constexpr Duration unanswered_again = days(1);

std::string one_a_line(const std::vector<std::string>& links)
{
    std::string text;
    for (const auto& link : links) text += link + "\n";
    return text;
}

struct Planned {
    std::string links;
    bool waiting = false;
    Time checked_at;
};

std::optional<Planned> planned_for(db::Reader& reader, AccountId id)
{
    auto row = reader.row("SELECT links, waiting, checked_at FROM link_checks WHERE account_id = $1", id);
    if (!row) return std::nullopt;
    return Planned{row->get<std::string>(0), row->get<bool>(1), row->get<Time>(2)};
}

}  // namespace

std::vector<std::string> links_of_fields(const Account& account)
{
    std::vector<std::string> links;
    for (const auto& field : account.fields)
        if (auto link = plain_link(field.value_html); link && links.size() < max_links_checked) links.push_back(*link);
    return links;
}

bool may_have_links_to_check(db::Reader& reader, AccountId id)
{
    auto account = awaited_link_check(reader, id);
    return account && !links_of_fields(*account).empty();
}

void plan_link_check(db::Transaction& tx, AccountId id, Time now, Duration wait)
{
    auto account = awaited_link_check(tx, id);
    if (!account) return;
    auto links = one_a_line(links_of_fields(*account));
    auto planned = planned_for(tx, id);
    if (links.empty() || (planned && planned->waiting)) return;
    bool known = planned && planned->links == links && planned->checked_at > now - link_check_stays;
    if (known && !account->is_local()) return;
    auto run_at = now + wait;
    if (planned) run_at = std::max(run_at, planned->checked_at + between_two_checks);
    tx.run("INSERT INTO link_checks (account_id, links, waiting, checked_at) VALUES ($1, $2, 1, $3) "
           "ON CONFLICT (account_id) DO UPDATE SET waiting = 1",
           id, links, now);
    jobs::enqueue(tx, pages_queue, LinkCheckWork::name, jobs::encode(LinkCheckWork{id}), now, run_at);
}

std::vector<AccountId> accounts_to_check(db::Reader& reader, Time now, int at_most)
{
    std::vector<AccountId> accounts;
    for (const auto& row :
         reader.rows("SELECT c.account_id FROM link_checks c JOIN accounts a ON a.id = c.account_id "
                     "WHERE c.checked_at < $1 AND c.waiting = 0 AND a.domain_id IS NOT NULL AND a.fields <> '[]' "
                     "AND a.suspended_at IS NULL AND a.deleted_at IS NULL ORDER BY c.checked_at LIMIT $2",
                     now - link_check_stays, at_most))
        accounts.push_back(row.get<AccountId>(0));
    return accounts;
}

std::optional<Account> awaited_link_check(db::Reader& reader, AccountId id)
{
    auto account = find_account(reader, id);
    if (!account || !account->is_known() || account->suspended_at) return std::nullopt;
    return account;
}

void keep_link_checks(db::Transaction& tx, AccountId id, const std::vector<LinkCheck>& checks, Time now)
{
    auto account = find_account(tx, id);
    if (!account) return;
    std::vector<std::string> links;
    bool all_answered = true;
    for (const auto& check : checks) {
        links.push_back(check.link);
        all_answered = all_answered && check.answered;
    }
    tx.run("UPDATE link_checks SET links = $2, waiting = 0, checked_at = $3 WHERE account_id = $1", id, one_a_line(links),
           all_answered ? now : now - link_check_stays + unanswered_again);
    auto before = account->fields;
    for (auto& field : account->fields) {
        auto link = plain_link(field.value_html);
        auto check = link ? std::ranges::find(checks, *link, &LinkCheck::link) : checks.end();
        if (check == checks.end()) continue;
        if (!check->leads_back) {
            field.verified_at.reset();
            continue;
        }
        if (!field.verified_at) field.verified_at = now;
        // Drawn by us: what somebody else hides or shows of the address is not what stands beside our mark.
        if (!account->is_local()) field.value_html = render_line(*link, {}).text;
    }
    if (account->fields == before) return;
    tx.run("UPDATE accounts SET fields = $2 WHERE id = $1", id, fields_json(account->fields));
}

void forget_profile_links(db::Transaction& tx, AccountId id)
{
    tx.run("DELETE FROM link_checks WHERE account_id = $1", id);
    tx.run("DELETE FROM attribution_domains WHERE account_id = $1", id);
}

std::string fields_json(const std::vector<ProfileField>& fields)
{
    return write_json([&](JsonWriter& json) {
        json.array(fields, [&](const ProfileField& field) {
            json.object([&] {
                json.field("name", field.name);
                json.field("value", field.value);
                json.field("value_html", field.value_html);
                if (field.verified_at) json.field("verified_at", field.verified_at->milliseconds);
            });
        });
    });
}

}  // namespace favilla::social
