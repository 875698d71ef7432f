// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/ledger/owed, …/fans — for the team: whose attention its pages owe an answer, and who gives theirs.
#include <algorithm>

#include "community/attention.h"
#include "console/ledger_json.h"
#include "console/named_accounts.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

struct ShownDebts {
    community::DebtPage page;
    Accounts accounts;
    social::StatusViews statuses;
    std::unordered_map<StatusId, std::size_t> place;
};

// Seen with the page's eyes, since it is the page that was spoken to.
ShownDebts load_debts(db::Reader& reader, community::DebtPage page)
{
    ShownDebts shown;
    std::vector<AccountId> people;
    std::vector<social::Status> statuses;
    for (const auto& debt : page.items) {
        people.insert(people.end(), {debt.page, debt.author});
        if (auto status = social::find_status(reader, debt.status, debt.page)) statuses.push_back(*std::move(status));
    }
    shown.accounts = load_accounts(reader, people);
    shown.statuses = social::load_views(reader, std::move(statuses),
                                        page.items.empty() ? social::Viewer{} : social::Viewer{page.items.front().page});
    shown.place = places_in(shown.statuses);
    std::erase_if(page.items, [&](const community::Debt& debt) { return !shown.place.contains(debt.status); });
    shown.page = std::move(page);
    return shown;
}

void write_debt(JsonWriter& json, const Api& api, const ShownDebts& shown, const community::Debt& debt)
{
    json.object([&] {
        write_person(json, api, shown.accounts, "page", debt.page);
        write_person(json, api, shown.accounts, "account", debt.author);
        json.field("standing", name_of(debt.standing));
        json.field("waiting", debt.waiting);
        json.field("created_at", debt.created_at);
        json.field("due_at", debt.due_at());
        json.field("overdue", debt.due_at() < api.now);
        json.key("status");
        write_status(json, audience_of(api), shown.statuses, shown.statuses.items[shown.place.at(debt.status)]);
    });
}

// The pages asked about: one, or all that the person may read. None when it is none of theirs.
std::optional<std::vector<AccountId>> asked_pages(db::Reader& reader, const Api& api)
{
    auto pages = community::pages_read_by(reader, api.me());
    if (!api.params.has("page_id")) return pages;
    auto wanted = api.params.id<AccountId>("page_id");
    if (!wanted || std::ranges::find(pages, *wanted) == pages.end()) return std::nullopt;
    return std::vector{*wanted};
}

void write_fan(JsonWriter& json, const Api& api, db::Reader& reader, const community::Fan& fan, const Accounts& accounts)
{
    auto days = community::ledger_days(reader, fan.account);
    std::optional<std::int64_t> last;
    for (const auto& day : days)
        if (community::weight_of(day.kind).side == community::LedgerSide::Back) last = std::max(last.value_or(0), day.day);
    json.object([&] {
        write_person(json, api, accounts, "account", fan.account);
        json.field("standing", name_of(fan.standing));
        json.field("since", fan.standing_since);
        write_ledger_side(json, "gave", days, community::LedgerSide::Gave, api.now);
        write_ledger_side(json, "back", days, community::LedgerSide::Back, api.now);
        json.field("last_back", last ? std::optional{iso_date(Time{*last * favilla::days(1).milliseconds})} : std::nullopt);
        json.field("waiting", community::debts_to(reader, fan.account, api.domain.id, api.now));
    });
}

}  // namespace

net::Response get_owed(const net::Request&, Api& api)
{
    auto limit = mastodon::read_page(api.params, 20, 40).limit;
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<ShownDebts> {
        auto pages = asked_pages(reader, api);
        if (!pages || pages->empty()) return std::nullopt;
        return load_debts(reader, community::debts_of(reader, *pages, api.params.id<StatusId>("after"), limit, api.now));
    });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("owed").array(shown->page.items, [&](const community::Debt& debt) { write_debt(json, api, *shown, debt); });
            json.field("next_after", shown->page.next);
        });
    });
}

net::Response post_debt_act(const net::Request& request, Api& api)
{
    auto status = parse_id<StatusId>(request.param("id"));
    auto page = api.params.id<AccountId>("page_id");
    auto name = api.params.text_or("act", "");
    auto kind = community::parse_debt_act(name);
    if (!status || !page) return not_found(api);
    if (!kind) return error_response(api, Error{ErrorCode::Invalid, "ledger.act_unknown", {{"act", name}}});
    auto done = api.db.write([&](db::Transaction& tx) {
        return community::act_on_debt(tx, {.page = *page, .by = api.me(), .status = *status, .kind = *kind}, api.now);
    });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response get_settled(const net::Request& request, Api& api)
{
    auto limits = mastodon::read_page(api.params, 20, 80);
    struct Settled {
        social::Page<community::SettledDebt> page;
        Accounts accounts;
    };
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<Settled> {
        auto pages = asked_pages(reader, api);
        if (!pages || pages->size() != 1) return std::nullopt;
        Settled found{community::settled_debts(reader, pages->front(), limits), {}};
        std::vector<AccountId> people;
        for (const auto& debt : found.page.items) people.insert(people.end(), {debt.author, debt.by});
        found.accounts = load_accounts(reader, people);
        return found;
    });
    if (!shown) return not_found(api);
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(shown->page.items, [&](const community::SettledDebt& debt) {
            json.object([&] {
                json.field("status_id", debt.status);
                json.field("how", debt.thanked ? "thanked" : "needs_none");
                write_person(json, api, shown->accounts, "account", debt.author);
                write_person(json, api, shown->accounts, "by", debt.by);
                json.field("created_at", debt.created_at);
            });
        });
    });
    return with_page_links(std::move(response), request, api, shown->page);
}

net::Response get_fans(const net::Request&, Api& api)
{
    auto limit = mastodon::read_page(api.params, 20, 40).limit;
    return api.db.read([&](db::Reader& reader) {
        if (!community::reads_fans(reader, api.me())) return not_found(api);
        auto fans = community::fans_of(reader, api.domain.id, api.params.id<AccountId>("after").value_or(AccountId{}), limit);
        std::vector<AccountId> people;
        for (const auto& fan : fans) people.push_back(fan.account);
        auto accounts = load_accounts(reader, people);
        return json_response(200, [&](JsonWriter& json) {
            json.object([&] {
                json.key("fans").array(fans, [&](const community::Fan& fan) { write_fan(json, api, reader, fan, accounts); });
                json.field("next_after",
                           static_cast<int>(fans.size()) == limit ? std::optional{fans.back().account} : std::nullopt);
            });
        });
    });
}

}  // namespace favilla::console
