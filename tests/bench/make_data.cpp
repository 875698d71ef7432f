// SPDX-License-Identifier: AGPL-3.0-or-later
// make_data FOLDER small|medium|fanout SEED — fills an empty data folder for the bench through the same functions that a
// client's request ends in. Prints {"tokens":[…],"tag","thread_100","thread_500","hub","group"} for tests/bench.
//   small    200 accounts, 5,000 statuses       medium   5,000 accounts, 250,000 statuses
//   fanout   one account that 10,000 others follow, with their homes open
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "community/groups.h"
#include "jobs/subscriptions.h"
#include "server/store.h"
#include "server/subscribe_inside.h"
#include "social/relations.h"
#include "social/sign_up.h"
#include "social/statuses.h"
#include "social/timelines.h"
#include "social/tokens.h"

using namespace favilla;

namespace {

constexpr int acts_at_once = 1000;
constexpr int tags = 300;
constexpr std::string_view words[] = {
    "spark",   "flame",   "bread",   "river",        "garden", "letter",   "window",   "market",   "winter",
    "school",  "library", "music",   "conversation", "people", "question", "answer",   "together", "morning",
    "evening", "street",  "piazza",  "libro",        "fiamma", "favilla",  "domanda",  "risposta", "insieme",
    "strada",  "mattina", "inverno", "scuola",       "pane",   "fiume",    "giardino", "lettera",  "finestra"};

struct Size {
    int accounts = 0, statuses = 0, follows_each = 0, tokens = 0;
};

template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("refused: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Draws 0, 1, 2, … with weights 1, 1/2, 1/3, …
class Zipf {
public:
    explicit Zipf(int count)
    {
        double sum = 0;
        for (int n = 1; n <= count; ++n) sums_.push_back(sum += 1.0 / n);
    }
    int operator()(std::mt19937_64& engine) const
    {
        auto at = static_cast<double>(engine() >> 11) * 0x1p-53 * sums_.back();
        return static_cast<int>(std::ranges::lower_bound(sums_, at) - sums_.begin());
    }

private:
    std::vector<double> sums_;
};

class Maker {
public:
    Maker(db::Database& database, Size size, std::uint64_t seed)
        : database_(database), size_(size), engine_(seed), by_fame_(size.accounts), by_tag_(tags), now_(system_now() - hours(6))
    {}

    void make_people()
    {
        auto hash = hash_password(system_random(), "a spark is enough");
        database_.write([&](db::Transaction& tx) {
            auto domain = expect(
                social::add_domain(tx, {.name = "localhost:8080", .origin = "http://localhost:8080", .title = "Bench"}, now_));
            for (int n = 0; n < size_.accounts; ++n) {
                auto name = "member" + std::to_string(n);
                people_.push_back(expect(social::create_user(tx, domain.id,
                                                             {.username = name,
                                                              .email = name + "@example.org",
                                                              .password_hash = hash,
                                                              .role = n == 0 ? social::Role::Admin : social::Role::User,
                                                              .locale = "en",
                                                              .display_name = "Member " + std::to_string(n)},
                                                             tick()))
                                      .id);
            }
        });
    }

    void make_follows()
    {
        for (std::size_t at = 0; at < people_.size();)
            database_.write([&](db::Transaction& tx) {
                for (int n = 0; n < acts_at_once / 10 && at < people_.size(); ++n, ++at)
                    for (int followed = 0; followed < size_.follows_each; ++followed) {
                        auto other = people_[static_cast<std::size_t>(by_fame_(engine_))];
                        if (other != people_[at]) expect(social::follow(tx, people_[at], other, {}, tick()));
                    }
            });
    }

    void follow_first_by_all()
    {
        for (std::size_t at = 1; at < people_.size();)
            database_.write([&](db::Transaction& tx) {
                for (int n = 0; n < acts_at_once && at < people_.size(); ++n, ++at) {
                    social::open_home(tx, people_[at], tick());
                    expect(social::follow(tx, people_[at], people_[0], {}, tick()));
                }
            });
    }

    void make_statuses()
    {
        std::vector<StatusId> recent;
        for (int done = 0; done < size_.statuses;)
            database_.write([&](db::Transaction& tx) {
                for (int n = 0; n < acts_at_once && done < size_.statuses; ++n, ++done) {
                    social::StatusDraft draft{.text = sentence(), .language = "en"};
                    if (!recent.empty() && engine_() % 10 < 3) draft.in_reply_to = recent[engine_() % recent.size()];
                    auto status = expect(social::post_status(tx, anybody(), draft, tick()));
                    if (recent.size() < 200)
                        recent.push_back(status.id);
                    else
                        recent[engine_() % recent.size()] = status.id;
                }
            });
    }

    // Half of the answers go to the root, the others to an earlier answer.
    StatusId make_thread(int replies)
    {
        return database_.write([&](db::Transaction& tx) {
            std::vector<StatusId> thread{
                expect(social::post_status(tx, people_[0], {.text = sentence(), .language = "en"}, tick())).id};
            for (int n = 0; n < replies; ++n) {
                auto parent = engine_() % 2 == 0 ? thread.front() : thread[engine_() % thread.size()];
                thread.push_back(expect(social::post_status(
                                            tx, anybody(), {.text = sentence(), .in_reply_to = parent, .language = "en"}, tick()))
                                     .id);
            }
            return thread.front();
        });
    }

    // Whoever has a token has begun so many private conversations, each with somebody else, and is in those of others.
    void make_messages(int each)
    {
        for (int writer = 0; writer < size_.tokens; ++writer)
            database_.write([&](db::Transaction& tx) {
                for (int n = 1; n <= each; ++n)
                    expect(
                        social::post_status(tx, people_[static_cast<std::size_t>(writer)],
                                            {.text = "@member" + std::to_string((writer + n) % size_.accounts) + " " + sentence(),
                                             .visibility = social::Visibility::Direct,
                                             .language = "en"},
                                            tick()));
            });
    }

    // A group of everybody, with as many topics as are asked for, each with an answer or a few.
    AccountId make_group(int topics)
    {
        auto group = database_.write([&](db::Transaction& tx) {
            auto domain = social::find_account(tx, people_[0])->domain.value();
            return expect(community::make_group(
                              tx, domain, {.name = "everybody", .title = "Everybody", .description = "", .owner = people_[0]},
                              tick()))
                .id;
        });
        for (std::size_t at = 1; at < people_.size();)
            database_.write([&](db::Transaction& tx) {
                for (int n = 0; n < acts_at_once && at < people_.size(); ++n, ++at)
                    expect(social::follow(tx, people_[at], group, {}, tick()));
            });
        for (int done = 0; done < topics;)
            database_.write([&](db::Transaction& tx) {
                for (int n = 0; n < acts_at_once / 10 && done < topics; ++n, ++done) {
                    auto root =
                        expect(social::post_status(tx, anybody(), {.text = "@everybody " + sentence(), .language = "en"}, tick()))
                            .id;
                    for (auto answers = engine_() % 4; answers > 0; --answers)
                        expect(social::post_status(tx, anybody(), {.text = sentence(), .in_reply_to = root, .language = "en"},
                                                   tick()));
                }
            });
        return group;
    }

    std::vector<std::string> make_tokens()
    {
        return database_.write([&](db::Transaction& tx) {
            auto scopes = expect(social::parse_scopes("read write follow push"));
            std::vector<std::string> secrets;
            for (int n = 0; n < size_.tokens; ++n) {
                auto account = people_[static_cast<std::size_t>(n) % people_.size()];
                social::open_home(tx, account, tick());
                secrets.push_back(
                    social::issue_token(tx, system_random(), {.application = {}, .account = account, .scopes = scopes}, tick())
                        .secret);
            }
            return secrets;
        });
    }

    AccountId first() const { return people_[0]; }

private:
    Time tick() { return now_ = now_ + milliseconds(20); }
    AccountId anybody() { return people_[static_cast<std::size_t>(by_fame_(engine_))]; }

    std::string sentence()
    {
        std::string text;
        for (std::size_t n = 0, count = 8 + engine_() % 24; n < count; ++n)
            text.append(n > 0 ? " " : "").append(words[engine_() % std::size(words)]);
        if (engine_() % 3 == 0) text += " #tag" + std::to_string(by_tag_(engine_));
        return text;
    }

    db::Database& database_;
    Size size_;
    std::mt19937_64 engine_;
    Zipf by_fame_, by_tag_;
    Time now_;
    std::vector<AccountId> people_;
};

Size size_of(std::string_view name)
{
    if (name == "small") return {200, 5'000, 20, 200};
    if (name == "medium") return {5'000, 250'000, 30, 200};
    if (name == "fanout") return {10'001, 0, 0, 1'001};
    throw std::runtime_error("the sizes are small, medium and fanout");
}

}  // namespace

int main(int count, char** arguments)
{
    if (count != 4) return 2;
    server::StorePlace place;
    place.folder = arguments[1];
    auto store = server::open_migrated_store(place, system_now());
    if (!store) return 1;
    jobs::Subscriptions subscriptions;
    server::subscribe_inside(subscriptions);
    store->database->set_event_sink(&subscriptions);
    Maker maker{*store->database, size_of(arguments[2]), std::stoull(arguments[3])};
    maker.make_people();
    bool fanout = std::string_view{arguments[2]} == "fanout";
    StatusId thread_100, thread_500;
    if (fanout) {
        maker.follow_first_by_all();
    } else {
        maker.make_follows();
        thread_100 = maker.make_thread(100);
        thread_500 = maker.make_thread(500);
        maker.make_statuses();
        maker.make_messages(25);
    }
    auto group = maker.make_group(fanout ? 0 : 500);
    auto tokens = maker.make_tokens();
    store->database->set_event_sink(nullptr);
    auto made = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.key("tokens").values(tokens);
            json.field("tag", "tag0");
            json.field("thread_100", thread_100);
            json.field("thread_500", thread_500);
            json.field("hub", maker.first());
            json.field("group", group);
        });
    });
    std::puts(made.c_str());
    return 0;
}
