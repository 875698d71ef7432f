// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/house.h — a small inhabited server, for tests that read as sentences:
//
//     auto house = test::house();
//     auto hello = house.post("ada", "Hello");
//     house.follow("bob", "ada");
//     CHECK(house.words(house.home("bob")) == std::vector<std::string>{"Hello"});
//
// People come into being when they are first named. Each act is a transaction, a second after the one before. What is
// refused throws, unless the verb answers with a Result (try_post, …).
#pragma once
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "db/database.h"
#include "jobs/subscriptions.h"
#include "social/accounts.h"
#include "social/statuses.h"
#include "social/timelines.h"
#include "support/databases.h"

namespace favilla::test {

class House {
public:
    House();

    // ada@house.test, confirmed; the same person each time. A host ("bob@elsewhere.test") makes a remote one.
    AccountId person(std::string_view name);
    social::Account account(std::string_view name);
    DomainId domain() const { return domain_; }

    social::Status post(std::string_view author, std::string text, social::StatusDraft = {});
    Result<social::Status> try_post(std::string_view author, std::string text, social::StatusDraft = {});
    social::Status reply(std::string_view author, const social::Status& to, std::string text);
    void remove(const social::Status&);

    void follow(std::string_view follower, std::string_view followed);  // as far as timelines ask, homes included
    void unfollow(std::string_view follower, std::string_view followed);
    void block(std::string_view who, std::string_view whom);
    void mute(std::string_view who, std::string_view whom);
    void suspend(std::string_view name);
    void silence(std::string_view name);
    ListId make_list(std::string_view owner, std::initializer_list<std::string_view> members,
                     std::string_view replies_policy = "list", bool exclusive = false);

    // What the viewer may see of it now; "" is somebody who has not signed in.
    std::optional<social::Status> find(StatusId, std::string_view viewer = "");
    social::StatusPage home(std::string_view reader, social::PageRequest = {});
    static std::vector<std::string> words(const social::StatusPage&);
    std::vector<std::string> notifications(std::string_view of);  // "mention from bob", oldest first

    template <class F>
    auto read(F&& f)
    {
        return database->read(std::forward<F>(f));
    }
    template <class F>
    auto write(F&& f)
    {
        tick();
        return database->write(std::forward<F>(f));
    }
    social::Viewer viewer(std::string_view name) { return name.empty() ? social::Viewer{} : social::Viewer{person(name)}; }
    Time tick() { return now = now + seconds(1); }

    // The statements so far that look at a whole table, each with its plan (SQLite's).
    std::vector<std::string> scans() const;

    std::unique_ptr<Place> place;
    std::unique_ptr<std::map<std::string, std::string>> plans;  // by statement
    std::unique_ptr<db::Database> database;
    std::unique_ptr<jobs::Subscriptions> subscriptions;  // empty: register what a test needs
    Time now;

private:
    DomainId domain_;
};

// On SQLite in memory, or on PostgreSQL where the test run gives a cluster (tests/support/databases.h).
House house();

}  // namespace favilla::test
