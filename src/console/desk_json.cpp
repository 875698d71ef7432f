// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/desk_json.h"

#include "community/ledger.h"
#include "desk/reports.h"
#include "mastodon/status_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

std::vector<AccountId> people_of(const std::vector<desk::Item>& items)
{
    std::vector<AccountId> people;
    for (const auto& item : items) {
        people.insert(people.end(), {item.page, item.author});
        if (item.holder) people.push_back(*item.holder);
        if (item.answered_by) people.push_back(*item.answered_by);
    }
    return people;
}

void write_reported(JsonWriter& json, const Api& api, const ShownItems& shown,
                    std::map<ReportId, social::Report>::const_iterator found)
{
    json.key("report");
    if (found == shown.reports.end()) {
        json.value(nullptr);
        return;
    }
    const auto& report = found->second;
    json.object([&] {
        json.field("id", report.id);
        json.field("category", report.category);
        json.field("comment", report.comment);
        json.field("posts", static_cast<std::int64_t>(report.statuses.size()));
        write_person(json, api, shown.accounts, "account", report.by);
    });
}

void load_mails(db::Reader& reader, ShownItems& shown)
{
    std::vector<distribution::MailThreadId> threads;
    for (const auto& item : shown.items)
        if (item.kind == desk::ItemKind::Email) threads.push_back(desk::thread_of(item));
    for (auto& head : distribution::thread_heads(reader, threads))
        for (const auto& item : shown.items)
            if (item.kind == desk::ItemKind::Email && desk::thread_of(item) == head.thread.id)
                shown.mails.emplace(item.id, std::move(head));
}

// Of whom it is, as much as the team needs to know; the address stays with the server.
void write_mail(JsonWriter& json, const ShownItems& shown, const distribution::ThreadHead& head)
{
    const auto& [thread, last] = head;
    const auto& places = shown.places.at(thread.account);
    auto about = places.find(thread.about);
    json.object([&] {
        json.field("name", last.name);
        json.field("address", distribution::masked(thread.email));
        json.field("other_sender", last.other_sender);
        json.field("proof", name_of(last.proof.proof));
        json.field("subject", thread.subject);
        json.field("text", last.text);
        json.field("attachments", last.attachments);
        json.field("asks_to_leave", last.asks_to_leave);
        json.field("subscribed", thread.is_subscribed);
        json.field("about_id", thread.about);
        json.field("about_conversation_id", about == places.end()
                                                ? std::nullopt
                                                : shown.statuses.at(thread.account).items[about->second].status.conversation);
    });
}

}  // namespace

ShownItems load_items(db::Reader& reader, const Api& api, std::vector<desk::Item> items)
{
    return load_items(reader, api, std::move(items), {});
}

ShownItems load_items(db::Reader& reader, const Api& api, std::vector<desk::Item> items, std::vector<AccountId> and_people)
{
    ShownItems shown{.items = std::move(items), .accounts = {}, .statuses = {}, .standings = {}, .may_act = {}};
    auto people = people_of(shown.items);
    std::vector<ReportId> reports;
    for (const auto& item : shown.items)
        if (auto report = desk::report_of(item)) reports.push_back(*report);
    for (auto& report : social::find_reports(reader, reports)) {
        people.push_back(report.by);
        shown.reports.emplace(report.id, std::move(report));
    }
    people.insert(people.end(), and_people.begin(), and_people.end());
    shown.accounts = load_accounts(reader, people);
    std::map<AccountId, std::vector<StatusId>> asked;
    load_mails(reader, shown);
    for (const auto& item : shown.items) asked[item.page].push_back(item.status);
    for (const auto& [id, head] : shown.mails) asked[head.thread.account].push_back(head.thread.about);
    for (const auto& [page, ids] : asked) {
        shown.statuses[page] = social::load_views(reader, social::find_statuses(reader, ids, page), page);
        shown.places[page] = places_in(shown.statuses[page]);
        shown.may_act[page] = desk::may_act(reader, page, api.me());
    }
    for (const auto& item : shown.items) {
        if (shown.standings.contains(item.author)) continue;
        auto person = community::find_ledger(reader, item.author);
        shown.standings[item.author] = std::string{community::name_of(person ? person->standing : community::Standing::None)};
    }
    return shown;
}

void write_item_fields(JsonWriter& json, const Api& api, const ShownItems& shown, const desk::Item& item)
{
    json.field("id", item.id);
    json.field("kind", name_of(item.kind));
    auto report = desk::report_of(item);
    json.field("conversation_id", report ? std::nullopt : std::optional{item.conversation});
    write_person(json, api, shown.accounts, "page", item.page);
    write_person(json, api, shown.accounts, "account", item.author);
    json.field("standing", shown.standings.at(item.author));
    json.field("waiting", item.waiting);
    json.field("since", item.since);
    json.field("due_at", item.due_at);
    json.field("due_by", item.by_standing ? "standing" : "target");
    json.field("overdue", !item.closed_at && item.due_at < api.now);
    json.field("state", name_of(item.state));
    write_person(json, api, shown.accounts, "holder", item.holder);
    json.field("held_until", item.held_until);
    json.field("snoozed_until", item.snoozed_until);
    json.field("turn", item.turn);
    write_person(json, api, shown.accounts, "answered_by", item.answered_by);
    json.field("answered_at", item.answered_at);
    json.field("closed_at", item.closed_at);
    json.field("may_act", shown.may_act.at(item.page));
    write_reported(json, api, shown, report ? shown.reports.find(*report) : shown.reports.end());
    // What was deleted, or is hidden from the page by now, has no words.
    json.key("status");
    const auto& places = shown.places.at(item.page);
    const auto& views = shown.statuses.at(item.page);
    if (auto place = places.find(item.status); place != places.end())
        write_status(json, audience_of(api), views, views.items[place->second]);
    else
        json.value(nullptr);
    json.key("mail");
    if (auto mail = shown.mails.find(item.id); mail != shown.mails.end())
        write_mail(json, shown, mail->second);
    else
        json.value(nullptr);
}

void write_mail_message(JsonWriter& json, const Api& api, const Accounts& accounts, const distribution::MailMessage& message)
{
    json.object([&] {
        json.field("id", message.id);
        write_person(json, api, accounts, "person", message.person);
        json.field("name", message.name);
        json.field("other_sender", message.other_sender);
        json.field("proof", name_of(message.proof.proof));
        json.field("dkim", message.proof.dkim);
        json.field("spf", message.proof.spf);
        json.field("dmarc", message.proof.dmarc);
        json.field("text", message.text);
        json.field("rest", message.rest);
        json.field("attachments", message.attachments);
        json.key("attachment_names").array(message.attachment_names, [&](const std::string& name) { json.value(name); });
        json.field("asks_to_leave", message.asks_to_leave);
        json.field("sent_at", message.sent_at);
        json.field("failed", message.failed);
        json.field("created_at", message.created_at);
    });
}

void write_item(JsonWriter& json, const Api& api, const ShownItems& shown, const desk::Item& item)
{
    json.object([&] { write_item_fields(json, api, shown, item); });
}

void write_desk_act(JsonWriter& json, const Api& api, const Accounts& accounts, const desk::Act& act)
{
    json.object([&] {
        json.field("id", std::to_string(act.id));
        json.field("act", name_of(act.kind));
        write_person(json, api, accounts, "account", act.by);
        write_person(json, api, accounts, "to", act.to);
        json.field("text", act.words);
        json.field("status_id", act.status);
        json.field("undone_at", act.undone_at);
        json.field("created_at", act.created_at);
    });
}

}  // namespace favilla::console
