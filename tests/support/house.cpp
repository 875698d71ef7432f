// SPDX-License-Identifier: AGPL-3.0-or-later
#include "support/house.h"

#include <algorithm>
#include <stdexcept>

#include "social/sign_up.h"
#include "support/migrated.h"

namespace favilla::test {

namespace {

constexpr Time founding{1'790'000'000'000};  // September 2026

template <class T>
T must_be(Result<T> result)
{
    if (!result) throw std::runtime_error("refused: " + result.error().key);
    return *std::move(result);
}

constexpr std::string_view own_host = "house.test";

AccountId add_remote(db::Transaction& tx, std::string_view name, std::string_view host, Time now)
{
    auto id = tx.new_id<AccountId>(now);
    auto origin = "https://" + std::string{host};
    tx.run(
        "INSERT INTO accounts (id, domain_id, username, username_key, host, kind, display_name, note, note_html, fields, avatar, header, "
        "locked, bot, discoverable, indexable, hide_collections, uri, url, statuses_count, followers_count, following_count, "
        "last_status_at, created_at, admitted_at) "
        "VALUES ($1, NULL, $2, $2, $3, 'person', $2, '', '', '[]', '', '', 0, 0, 1, 1, 0, $4, $5, 0, 0, 0, NULL, $6, $6)",
        id, name, host, origin + "/users/" + std::string{name}, origin + "/@" + std::string{name}, now);
    return id;
}

// SQLite calls every use of a full-text table a scan; what follows the colon says whether words (M) or one row (=) are looked up.
bool is_search_by_words(std::string_view line)
{
    auto index = line.find("VIRTUAL TABLE INDEX ");
    if (index == line.npos) return false;
    auto how = line.substr(std::min(line.find(':', index), line.size() - 1) + 1);
    return how.starts_with('M') || how.starts_with('=');
}

void set_moment(db::Transaction& tx, std::string_view sql, AccountId id, Time now) { tx.run(sql, id, now); }

}  // namespace

House house() { return House{}; }

House::House()
    : place(migrated()),
      plans(std::make_unique<std::map<std::string, std::string>>()),
      database(place->open([seen = plans.get()](auto sql, auto plan) { seen->emplace(sql, plan); })),
      subscriptions(std::make_unique<jobs::Subscriptions>()),
      now(founding)
{
    database->set_event_sink(subscriptions.get());
    domain_ = must_be(write([&](db::Transaction& tx) {
                  return social::add_domain(
                      tx, {.name = std::string{own_host}, .origin = "https://" + std::string{own_host}, .title = "House"}, now);
              })).id;
}

AccountId House::person(std::string_view name)
{
    auto at = name.find('@');
    auto host = at == std::string_view::npos ? own_host : name.substr(at + 1);
    auto username = name.substr(0, at);
    auto known = read([&](db::Reader& reader) {
        return reader.value<AccountId>("SELECT id FROM accounts WHERE username_key = $1 AND host = $2", username, host);
    });
    if (known) return *known;
    if (host != own_host) return write([&](db::Transaction& tx) { return add_remote(tx, username, host, now); });
    std::string own{username};
    auto made = must_be(write([&](db::Transaction& tx) {
        return social::create_user(tx, domain_, {.username = own, .email = own + "@mail.test"}, now);
    }));
    return made.id;
}

social::Account House::account(std::string_view name)
{
    auto id = person(name);
    return *read([&](db::Reader& reader) { return social::find_account(reader, id); });
}

Result<social::Status> House::try_post(std::string_view author, std::string text, social::StatusDraft draft)
{
    auto id = person(author);
    draft.text = std::move(text);
    return write([&](db::Transaction& tx) { return social::post_status(tx, id, draft, now); });
}

social::Status House::post(std::string_view author, std::string text, social::StatusDraft draft)
{
    return must_be(try_post(author, std::move(text), std::move(draft)));
}

social::Status House::reply(std::string_view author, const social::Status& to, std::string text)
{
    return post(author, std::move(text), {.in_reply_to = to.id, .visibility = to.visibility});
}

void House::remove(const social::Status& status)
{
    must_be(write([&](db::Transaction& tx) { return social::delete_status(tx, status.author, status.id, now); }));
}

void House::follow(std::string_view follower, std::string_view followed)
{
    auto from = person(follower), to = person(followed);
    write([&](db::Transaction& tx) {
        tx.run(
            "INSERT INTO follows (account_id, target_id, show_boosts, notify, languages, id, created_at) VALUES ($1, $2, 1, 0, '', $3, $4)",
            from, to, tx.new_id<StatusId>(now), now);
        tx.run("UPDATE accounts SET following_count = following_count + 1 WHERE id = $1", from);
        tx.run("UPDATE accounts SET followers_count = followers_count + 1 WHERE id = $1", to);
        social::merge_into_home(tx, from, to, now);
    });
}

void House::unfollow(std::string_view follower, std::string_view followed)
{
    auto from = person(follower), to = person(followed);
    write([&](db::Transaction& tx) {
        if (tx.run("DELETE FROM follows WHERE account_id = $1 AND target_id = $2", from, to) == 0) return;
        tx.run("UPDATE accounts SET following_count = following_count - 1 WHERE id = $1", from);
        tx.run("UPDATE accounts SET followers_count = followers_count - 1 WHERE id = $1", to);
        social::remove_from_home(tx, from, to);
    });
}

void House::block(std::string_view who, std::string_view whom)
{
    auto from = person(who), to = person(whom);
    unfollow(who, whom);
    unfollow(whom, who);
    write([&](db::Transaction& tx) {
        tx.run("INSERT INTO blocks (account_id, target_id, id, created_at) VALUES ($1, $2, $3, $4)", from, to,
               tx.new_id<StatusId>(now), now);
    });
}

void House::mute(std::string_view who, std::string_view whom)
{
    auto from = person(who), to = person(whom);
    write([&](db::Transaction& tx) {
        tx.run(
            "INSERT INTO mutes (account_id, target_id, hide_notifications, expires_at, id, created_at) VALUES ($1, $2, 1, NULL, $3, $4)",
            from, to, tx.new_id<StatusId>(now), now);
    });
}

void House::suspend(std::string_view name)
{
    auto id = person(name);
    write([&](db::Transaction& tx) { set_moment(tx, "UPDATE accounts SET suspended_at = $2 WHERE id = $1", id, now); });
}

void House::silence(std::string_view name)
{
    auto id = person(name);
    write([&](db::Transaction& tx) { set_moment(tx, "UPDATE accounts SET silenced_at = $2 WHERE id = $1", id, now); });
}

ListId House::make_list(std::string_view owner, std::initializer_list<std::string_view> members, std::string_view replies_policy,
                        bool exclusive)
{
    auto owner_id = person(owner);
    std::vector<AccountId> accounts;
    for (auto member : members) accounts.push_back(person(member));
    return write([&](db::Transaction& tx) {
        auto list = tx.new_id<ListId>(now);
        tx.run("INSERT INTO lists (id, account_id, title, replies_policy, exclusive) VALUES ($1, $2, 'A list', $3, $4)", list,
               owner_id, replies_policy, exclusive);
        for (auto account : accounts) {
            tx.run("INSERT INTO list_accounts (list_id, account_id, id) VALUES ($1, $2, $3)", list, account,
                   tx.new_id<StatusId>(now));
            social::fill_list(tx, list, account, now);
        }
        return list;
    });
}

std::optional<social::Status> House::find(StatusId id, std::string_view name)
{
    auto who = viewer(name);
    return read([&](db::Reader& reader) { return social::find_status(reader, id, who); });
}

social::StatusPage House::home(std::string_view name, social::PageRequest request)
{
    auto id = person(name);
    if (!read([&](db::Reader& reader) { return social::home_is_open(reader, id); }))
        write([&](db::Transaction& tx) { social::open_home(tx, id, now); });
    return read([&](db::Reader& reader) { return social::home_timeline(reader, id, request, now); });
}

std::vector<std::string> House::words(const social::StatusPage& page)
{
    std::vector<std::string> words;
    for (const auto& status : page.items) words.push_back(status.boost_of ? "a boost" : status.text);
    return words;
}

std::vector<std::string> House::scans() const
{
    std::vector<std::string> found;
    for (const auto& [sql, plan] : *plans) {
        std::string_view lines = plan;
        while (!lines.empty()) {
            auto line = lines.substr(0, lines.find('\n'));
            lines.remove_prefix(std::min(line.size() + 1, lines.size()));
            // Not the list that a statement was given, nor what one of its own parts made, nor a search by words.
            bool own = line.find("json_each") != line.npos || line.find(" ids VIRTUAL") != line.npos
                    || line.find(" in_each VIRTUAL") != line.npos || line.find("sqlite_schema") != line.npos
                    || line.find("CONSTANT ROW") != line.npos || line.find("recent") != line.npos || is_search_by_words(line);
            if (line.starts_with("SCAN") && !own) found.push_back(sql + " => " + std::string{line});
        }
    }
    return found;
}

std::vector<std::string> House::notifications(std::string_view of)
{
    auto id = person(of);
    std::vector<std::string> lines;
    read([&](db::Reader& reader) {
        for (const auto& row :
             reader.rows("SELECT n.kind, a.username FROM notifications n JOIN accounts a ON a.id = n.from_account_id "
                         "WHERE n.account_id = $1 ORDER BY n.id",
                         id))
            lines.push_back(row.get<std::string>(0) + " from " + row.get<std::string>(1));
    });
    return lines;
}

}  // namespace favilla::test
