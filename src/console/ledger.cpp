// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/ledger — one's own ledger of attention: seen, explained, taken along, deleted, switched off.
#include "community/ledger.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/html.h"
#include "base/text.h"
#include "community/attention.h"
#include "community/events.h"
#include "console/ledger_json.h"
#include "console/named_accounts.h"
#include "console/routes.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;
using community::LedgerKind;
using community::LedgerSide;

namespace {

constexpr int weeks_shown = 26;
constexpr int exported_at_once = 1000;
constexpr std::size_t words_shown = 120;

struct Own {
    community::LedgerPerson person;
    std::vector<community::LedgerDay> days;
    std::vector<community::StandingChange> changes;
    std::int64_t waiting = 0;
};

std::optional<Own> load_own(db::Reader& reader, const Api& api)
{
    auto person = community::find_ledger(reader, api.me());
    if (!person) return std::nullopt;
    Own own{.person = *person, .days = {}, .changes = {}};
    if (person->state != community::LedgerState::Kept) return own;
    own.days = community::ledger_days(reader, api.me());
    own.changes = community::standing_changes(reader, api.me());
    own.waiting = community::debts_to(reader, api.me(), api.domain.id, api.now);
    return own;
}

void write_standing(JsonWriter& json, const Own& own, Time now)
{
    auto points = community::points_given(own.days, now);
    auto standing = own.person.standing;
    auto next = static_cast<std::size_t>(standing) + 1;
    json.key("standing").object([&] {
        json.field("standing", name_of(standing));
        json.field("since", own.person.standing_since);
        json.field("points", rounded(points));
        json.field("until", community::rule_of(standing).until);
        json.field("fades_at", community::fades_at(standing, points, now));
        json.field("answered_in_hours", community::rule_of(standing).answered_in.milliseconds / hours(1).milliseconds);
        json.key("next");
        if (next == community::standing_rules.size()) return json.value(nullptr);
        json.object([&] {
            json.field("standing", name_of(community::standing_rules[next].standing));
            json.field("from", community::standing_rules[next].from);
        });
    });
}

// What each of the last weeks was worth when it was given, before any of it faded.
void write_weeks(JsonWriter& json, const Own& own, Time now)
{
    auto today = now.milliseconds / days(1).milliseconds;
    std::array<std::array<std::int64_t, 2>, weeks_shown> weeks{};
    for (const auto& day : own.days) {
        auto ago = (today - day.day) / 7;
        if (ago < 0 || ago >= weeks_shown) continue;
        const auto& weight = community::weight_of(day.kind);
        weeks[static_cast<std::size_t>(weeks_shown - 1 - ago)][weight.side == LedgerSide::Gave ? 0 : 1] +=
            weight.points * community::counted(day);
    }
    json.key("weeks").array([&] {
        for (int week = 0; week < weeks_shown; ++week)
            json.object([&] {
                json.field("from", iso_date(Time{(today - 7 * (weeks_shown - 1 - week) - 6) * days(1).milliseconds}));
                json.field("gave", weeks[static_cast<std::size_t>(week)][0]);
                json.field("back", weeks[static_cast<std::size_t>(week)][1]);
            });
    });
}

net::Response own_response(Api& api)
{
    auto own = api.db.read([&](db::Reader& reader) { return load_own(reader, api); });
    if (!own) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("state", name_of(own->person.state));
            json.field("since", own->person.since);
            json.field("waiting", own->waiting);
            write_standing(json, *own, api.now);
            write_ledger_side(json, "gave", own->days, LedgerSide::Gave, api.now);
            write_ledger_side(json, "back", own->days, LedgerSide::Back, api.now);
            write_weeks(json, *own, api.now);
            write_standing_changes(json, own->changes);
        });
    });
}

// What an entry is about: a status, an event by its status, or a person.
struct Shown {
    std::unordered_map<std::int64_t, social::Status> statuses;
    Accounts accounts;
};

Shown load_shown(db::Reader& reader, const Api& api, const std::vector<community::LedgerEntry>& entries)
{
    Shown shown;
    std::vector<StatusId> statuses;
    std::vector<AccountId> people;
    std::unordered_map<StatusId, std::int64_t> events;
    for (const auto& entry : entries) {
        if (entry.kind == LedgerKind::Invitation)
            people.push_back(AccountId{entry.object});
        else if (entry.kind != LedgerKind::Event)
            statuses.push_back(StatusId{entry.object});
        else if (auto event = community::find_in_care(reader, community::EventId{entry.object})) {
            events.emplace(event->status, entry.object);
            statuses.push_back(event->status);
        }
    }
    for (auto& status : social::find_statuses(reader, statuses, api.viewer)) {
        people.push_back(status.author);
        if (auto event = events.find(status.id); event != events.end()) shown.statuses.emplace(event->second, status);
        shown.statuses.emplace(status.id.value, std::move(status));
    }
    shown.accounts = load_accounts(reader, people);
    return shown;
}

void write_entry(JsonWriter& json, const Api& api, const community::LedgerEntry& entry, const Shown& shown)
{
    auto status = shown.statuses.find(entry.object);
    bool is_there = status != shown.statuses.end();
    json.object([&] {
        json.field("kind", community::weight_of(entry.kind).name);
        json.field("side", community::weight_of(entry.kind).side == LedgerSide::Gave ? "gave" : "back");
        json.field("object_id", std::to_string(entry.object));
        json.field("at", entry.at);
        json.field("amount", entry.amount);
        json.field("status_id", is_there ? std::optional{status->second.id} : std::nullopt);
        json.field("conversation_id", is_there ? status->second.conversation : std::nullopt);
        json.field("words", is_there ? std::string{truncated(html_to_text(status->second.html), words_shown)} : std::string{});
        auto about = is_there                             ? std::optional{status->second.author}
                   : entry.kind == LedgerKind::Invitation ? std::optional{AccountId{entry.object}}
                                                          : std::nullopt;
        write_known_person(json, api, shown.accounts, "account", about);
    });
}

// Where a page of entries went on: "kind.object.at".
std::optional<community::LedgerEntry> read_place(const Api& api)
{
    auto text = api.params.text_or("after", "");
    auto one = text.find('.'), two = text.find('.', one == std::string::npos ? one : one + 1);
    if (two == std::string::npos) return std::nullopt;
    auto kind = community::parse_ledger_kind(text.substr(0, one));
    auto object = parse_id<StatusId>(text.substr(one + 1, two - one - 1)), at = parse_id<StatusId>(text.substr(two + 1));
    if (!kind || !object || !at) return std::nullopt;
    return community::LedgerEntry{.kind = *kind, .object = object->value, .at = Time{at->value}};
}

std::string place_of(const community::LedgerEntry& entry)
{
    return fmt::format("{}.{}.{}", community::weight_of(entry.kind).name, entry.object, entry.at.milliseconds);
}

std::vector<community::LedgerEntry> all_entries(db::Reader& reader, AccountId who)
{
    std::vector<community::LedgerEntry> all;
    for (bool goes_on = true; goes_on;) {
        auto some =
            community::ledger_entries(reader, who, all.empty() ? std::nullopt : std::optional{all.back()}, exported_at_once);
        goes_on = static_cast<int>(some.size()) == exported_at_once;
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

std::string as_csv(const std::vector<community::LedgerEntry>& entries)
{
    std::string text = "at,side,kind,amount,object_id\r\n";
    for (const auto& entry : entries) {
        const auto& weight = community::weight_of(entry.kind);
        text += fmt::format("{},{},{},{},{}\r\n", iso8601(entry.at), weight.side == LedgerSide::Gave ? "gave" : "back",
                            weight.name, entry.amount, entry.object);
    }
    return text;
}

}  // namespace

net::Response get_ledger(const net::Request&, Api& api) { return own_response(api); }

net::Response patch_ledger(const net::Request&, Api& api)
{
    auto kept = api.params.flag("kept");
    if (kept)
        api.db.write([&](db::Transaction& tx) {
            if (community::find_ledger(tx, api.me())) community::keep_ledger(tx, api.me(), *kept, api.now);
        });
    return own_response(api);
}

net::Response delete_ledger(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) {
        if (community::find_ledger(tx, api.me())) community::delete_ledger(tx, api.me(), api.now);
    });
    return own_response(api);
}

net::Response get_ledger_entries(const net::Request&, Api& api)
{
    auto limit = mastodon::read_page(api.params, 20, 80).limit;
    auto [entries, shown] = api.db.read([&](db::Reader& reader) {
        std::vector<community::LedgerEntry> found;
        auto person = community::find_ledger(reader, api.me());
        if (person && person->state == community::LedgerState::Kept)
            found = community::ledger_entries(reader, api.me(), read_place(api), limit);
        auto with = load_shown(reader, api, found);
        return std::pair{std::move(found), std::move(with)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("entries").array(entries,
                                      [&](const community::LedgerEntry& entry) { write_entry(json, api, entry, shown); });
            json.field("next_after",
                       static_cast<int>(entries.size()) == limit ? std::optional{place_of(entries.back())} : std::nullopt);
        });
    });
}

net::Response export_ledger(const net::Request&, Api& api)
{
    auto own = api.db.read([&](db::Reader& reader) { return load_own(reader, api); });
    if (!own) return not_found(api);
    auto entries = api.db.read([&](db::Reader& reader) {
        return own->person.state == community::LedgerState::Kept ? all_entries(reader, api.me())
                                                                 : std::vector<community::LedgerEntry>{};
    });
    if (api.params.text_or("format", "json") == "csv") {
        auto response = net::response_of_type(200, "text/csv; charset=utf-8", as_csv(entries));
        response.set_header("Content-Disposition", "attachment; filename=\"ledger.csv\"");
        return response;
    }
    auto response = json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("exported_at", api.now);
            json.field("state", name_of(own->person.state));
            json.field("since", own->person.since);
            write_standing(json, *own, api.now);
            write_standing_changes(json, own->changes);
            json.key("method");
            write_ledger_method(json);
            json.key("entries").array(entries, [&](const community::LedgerEntry& entry) {
                json.object([&] {
                    json.field("at", entry.at);
                    json.field("side", community::weight_of(entry.kind).side == LedgerSide::Gave ? "gave" : "back");
                    json.field("kind", community::weight_of(entry.kind).name);
                    json.field("amount", entry.amount);
                    json.field("object_id", std::to_string(entry.object));
                });
            });
        });
    });
    response.set_header("Content-Disposition", "attachment; filename=\"ledger.json\"");
    return response;
}

net::Response get_ledger_method(const net::Request&, Api&)
{
    return json_response(200, [](JsonWriter& json) { write_ledger_method(json); });
}

}  // namespace favilla::console
