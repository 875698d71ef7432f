// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/admin_json.h"

#include "mastodon/account_json.h"
#include "mastodon/rule_json.h"
#include "mastodon/status_json.h"

namespace favilla::mastodon {

namespace {

void write_user(JsonWriter& json, const social::DirectoryEntry& entry)
{
    const auto& user = entry.user;
    json.field("email", user ? user->email : std::string{});
    json.field("ip", nullptr);  // whence somebody came is not kept
    json.key("ips").array([] {});
    json.field("locale", user ? user->locale : std::string{});
    json.key("invite_request");
    if (user && !user->join_reason.empty())
        json.value(user->join_reason);
    else
        json.value(nullptr);
    json.key("role");
    write_role(json, user ? user->role : social::Role::User);
    json.field("confirmed", !user || user->confirmed_at);
    json.field("approved", !user || user->approved_at);
    json.field("disabled", user && user->disabled_at);
    json.field("leaving_until", entry.leaving_until);      // ours: it is out of sight by its person's own will
    json.field("second_factor", entry.has_second_factor);  // ours: so that the team can help who cannot come in
}

void write_maybe_account(JsonWriter& json, std::string_view name, const ReportViews& views, std::optional<AccountId> id,
                         const social::Domain& readers)
{
    json.key(name);
    auto found = id ? views.accounts.find(*id) : views.accounts.end();
    if (found == views.accounts.end()) return json.value(nullptr);
    write_admin_account(json, found->second, readers);
}

// What everybody who may see a report is told of it.
void write_facts(JsonWriter& json, const social::Report& report)
{
    json.field("id", report.id);
    json.field("action_taken", report.action_taken_at.has_value());
    json.field("action_taken_at", report.action_taken_at);
    json.field("category", report.category);
    json.field("comment", report.comment);
    json.field("forwarded", report.forward);
    json.field("created_at", report.created_at);
}

}  // namespace

void write_admin_account(JsonWriter& json, const social::DirectoryEntry& entry, const social::Domain& readers)
{
    const auto& account = entry.account;
    json.object([&] {
        json.field("id", account.id);
        json.field("username", account.username);
        json.field("domain", account.host == readers.name ? std::nullopt : std::optional{account.host});
        json.field("created_at", account.created_at);
        write_user(json, entry);
        json.field("sensitized", account.sensitized_at.has_value());
        json.field("silenced", account.silenced_at.has_value());
        json.field("suspended", account.suspended_at.has_value());
        json.key("account");
        write_account(json, account, readers);
    });
}

ReportViews load_reports(db::Reader& reader, DomainId domain, std::vector<social::Report> items, social::Viewer viewer)
{
    ReportViews views;
    std::vector<AccountId> people;
    std::vector<RuleId> rules;
    for (const auto& report : items) {
        people.insert(people.end(), {report.by, report.target});
        if (report.assigned) people.push_back(*report.assigned);
        if (report.action_taken_by) people.push_back(*report.action_taken_by);
        rules.insert(rules.end(), report.rules.begin(), report.rules.end());
    }
    views.accounts = social::directory_entries(reader, domain, people);
    views.statuses = social::load_views(reader, social::reported_statuses(reader, items), viewer);
    views.place = places_in(views.statuses);
    for (auto& rule : social::find_rules(reader, rules)) views.rules.insert_or_assign(rule.id, std::move(rule));
    views.items = std::move(items);
    return views;
}

void write_admin_report(JsonWriter& json, const Api& api, const ReportViews& views, const social::Report& report)
{
    json.object([&] {
        write_facts(json, report);
        json.field("updated_at", report.updated_at);
        write_maybe_account(json, "account", views, report.by, api.domain);
        write_maybe_account(json, "target_account", views, report.target, api.domain);
        write_maybe_account(json, "assigned_account", views, report.assigned, api.domain);
        write_maybe_account(json, "action_taken_by_account", views, report.action_taken_by, api.domain);
        json.key("statuses").array([&] {
            for (auto id : report.statuses)
                if (auto at = views.place.find(id); at != views.place.end())
                    write_status(json, audience_of(api), views.statuses, views.statuses.items[at->second]);
        });
        json.key("rules").array([&] {
            for (auto id : report.rules)
                if (auto rule = views.rules.find(id); rule != views.rules.end()) write_rule(json, rule->second);
        });
    });
}

void write_report(JsonWriter& json, const social::Report& report, const social::Account& target, const social::Domain& readers)
{
    json.object([&] {
        write_facts(json, report);
        json.key("status_ids").values(report.statuses);
        json.key("collection_ids").array([] {});
        json.key("rule_ids").values(report.rules);
        json.key("target_account");
        write_account(json, target, readers);
    });
}

void write_warning(JsonWriter& json, const social::Warning& warning, const social::Account& target, const social::Domain& readers)
{
    json.object([&] {
        json.field("id", warning.id);
        json.field("action", warning.action);
        json.field("text", warning.text);
        json.key("status_ids").values(warning.statuses);
        json.key("target_account");
        write_account(json, target, readers);
        json.field("appeal", nullptr);
        json.field("created_at", warning.created_at);
    });
}

}  // namespace favilla::mastodon
