// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/status_views.h"

#include <doctest/doctest.h>

#include "social/poll_parts.h"
#include "social/status_marks.h"
#include "social/tags.h"
#include "support/house.h"

using namespace favilla;
using social::Visibility;

namespace {

// Passes everything on and counts.
class CountingSession final : public db::Session {
public:
    explicit CountingSession(db::Session& inner) : inner_(inner) {}
    db::Rows query(std::string_view sql, std::span<const db::Value> args) override
    {
        ++queries;
        return inner_.query(sql, args);
    }
    std::int64_t execute(std::string_view sql, std::span<const db::Value> args) override { return inner_.execute(sql, args); }
    db::Engine engine() const override { return inner_.engine(); }
    std::int64_t next_id(Time now) override { return inner_.next_id(now); }
    int queries = 0;

private:
    db::Session& inner_;
};

struct Opened : db::Reader {
    explicit Opened(const db::Reader& reader) : db::Reader(reader) {}
    db::Session& session() { return session_; }
};

template <class Act>
int queries_of(test::House& house, Act act)
{
    return house.read([&](db::Reader& reader) {
        CountingSession counting{Opened{reader}.session()};
        db::Reader counted{counting};
        act(counted);
        return counting.queries;
    });
}

void live(test::House& house, int rounds)
{
    for (int n = 0; n < rounds; ++n) {
        auto name = "writer" + std::to_string(n);
        auto status = house.post(name, "#tag" + std::to_string(n) + " hello @reader",
                                 {.poll = social::PollDraft{.options = {"a", "b"}, .lasts = hours(1)}});
        auto id = house.person("sharer" + std::to_string(n));
        house.write([&](db::Transaction& tx) {
            REQUIRE(social::boost(tx, id, status.id, std::nullopt, house.now));
            REQUIRE(social::favourite(tx, id, status.id, house.now));
        });
    }
}

std::vector<social::Status> everything(test::House& house)
{
    std::vector<StatusId> ids;
    house.read([&](db::Reader& reader) {
        for (const auto& row : reader.rows("SELECT id FROM statuses ORDER BY id DESC")) ids.push_back(row.get<StatusId>(0));
    });
    return house.read([&](db::Reader& reader) { return social::find_statuses(reader, ids, {}); });
}

}  // namespace

TEST_CASE("a view holds the author, the named, the tags, the poll, and what the viewer has done")
{
    auto house = test::house();
    house.person("bob");
    auto status = house.post("ada", "@bob #Fire #ash", {.poll = social::PollDraft{.options = {"a", "b"}, .lasts = hours(1)}});
    auto bob = house.person("bob");
    auto boosted = *house.write([&](db::Transaction& tx) {
        REQUIRE(social::favourite(tx, bob, status.id, house.now));
        REQUIRE(social::bookmark(tx, bob, status.id, house.now));
        REQUIRE(social::mute_conversation(tx, bob, status.id, house.now));
        REQUIRE(social::vote(tx, *status.poll, bob, std::vector{1}, house.now));
        return social::boost(tx, bob, status.id, std::nullopt, house.now);
    });
    auto views = house.read([&](db::Reader& reader) {
        return social::load_views(reader, {boosted, *social::find_status(reader, status.id, bob)}, bob);
    });
    REQUIRE(views.items.size() == 2);
    const auto* shown = views.boosted_by(views.items[0]);
    REQUIRE(shown);
    // The same words, reached through the boost and by themselves.
    for (const auto* view : {shown, const_cast<const social::StatusView*>(&views.items[1])}) {
        CHECK(views.author(*view).username == "ada");
        REQUIRE(view->mentions.size() == 1);
        CHECK(view->mentions[0].account == bob);
        CHECK(view->tags == std::vector<std::string>{"ash", "fire"});
        REQUIRE(view->poll);
        CHECK(view->poll->own_votes == std::vector{1});
        CHECK((view->marks.favourited && view->marks.boosted && view->marks.bookmarked && view->marks.muted));
        CHECK(!view->marks.own);
    }
    CHECK(views.author(views.items[0]).username == "bob");
    auto for_strangers = house.read([&](db::Reader& reader) { return social::load_views(reader, {status}, {}); });
    CHECK(!for_strangers.items[0].marks.favourited);
    CHECK(for_strangers.items[0].poll->own_votes.empty());
}

TEST_CASE("a page of many asks the database as often as a page of few")
{
    auto few = test::house(), many = test::house();
    live(few, 2);
    live(many, 20);
    auto ask = [](test::House& house) {
        auto statuses = everything(house);
        auto viewer = house.viewer("reader");
        return queries_of(house, [&](db::Reader& reader) {
            (void)social::visible_among(reader, statuses, viewer);
            (void)social::load_views(reader, statuses, viewer);
        });
    };
    CHECK(ask(many) == ask(few));
    CHECK(ask(many) <= 16);
}

TEST_CASE("a poll comes with its parts of one look, and not to whom may not see it")
{
    auto house = test::house();
    auto status = house.post("ada", "Tea?", {.poll = social::PollDraft{.options = {"yes", "no", "both"}, .lasts = hours(1)}});
    auto hidden =
        house.post("ada", "And you?",
                   {.visibility = Visibility::Private, .poll = social::PollDraft{.options = {"a", "b"}, .lasts = hours(1)}});
    auto bob = house.person("bob");
    house.write([&](db::Transaction& tx) { REQUIRE(social::vote(tx, *status.poll, bob, std::vector{1}, house.now)); });
    auto found = house.read([&](db::Reader& reader) {
        CHECK(!social::find_parted_poll(reader, *hidden.poll, bob));
        return social::find_parted_poll(reader, *status.poll, bob).value();
    });
    CHECK(found.poll.own_votes == std::vector{1});
    CHECK(found.parts.voters.raw() == 1);
    REQUIRE(found.parts.options.size() == 3);
    CHECK(found.parts.options[1].authentic == 1);
    auto alone = queries_of(house, [&](db::Reader& reader) { (void)social::find_poll(reader, *status.poll, bob); });
    auto with_parts = queries_of(house, [&](db::Reader& reader) { (void)social::find_parted_poll(reader, *status.poll, bob); });
    CHECK(with_parts == alone + 1);  // how many options there are
}

TEST_CASE("a thread is the path above and the answers below in reading order, as far as the viewer may see")
{
    auto house = test::house();
    auto root = house.post("ada", "root");
    auto a = house.reply("bob", root, "a");
    auto b = house.reply("carla", root, "b");
    auto a1 = house.reply("ada", a, "a1");
    house.post("bob", "@carla secret", {.in_reply_to = a.id, .visibility = Visibility::Direct});
    auto a11 = house.reply("dino", a1, "a11");
    auto words = [&](const social::Status& of, std::string_view name) {
        auto who = house.viewer(name);
        auto thread = house.read([&](db::Reader& reader) { return social::load_thread(reader, of, who); });
        std::string text;
        for (std::size_t at = 0; at < thread.views.items.size(); ++at)
            text += (at == thread.ancestors ? "| " : "") + thread.views.items[at].status.text + " ";
        return text;
    };
    CHECK(words(root, "") == "| a a1 a11 b ");
    CHECK(words(root, "carla") == "| a a1 a11 @carla secret b ");
    CHECK(words(a11, "") == "root a a1 ");
    CHECK(words(a1, "") == "root a | a11 ");
    house.remove(a);
    CHECK(words(root, "") == "| a1 a11 b ");
    CHECK(words(a11, "") == "root a1 ");
    (void)b;
}

TEST_CASE("deep-thread: a chain of thousands is arranged without recursion and bounded for strangers")
{
    auto house = test::house();
    auto root = house.post("ada", "0");
    auto last = root;
    house.write([&](db::Transaction& tx) {
        for (int n = 1; n <= 3000; ++n)
            last = *social::post_status(tx, root.author, {.text = std::to_string(n), .in_reply_to = last.id, .language = "en"},
                                        house.now);
    });
    auto count = [&](const social::Status& of, std::string_view name) {
        auto who = house.viewer(name);
        return house.read([&](db::Reader& reader) { return social::load_thread(reader, of, who).views.items.size(); });
    };
    CHECK(count(root, "ada") == 3000);
    CHECK(count(last, "ada") == 3000);
    CHECK(count(root, "") == social::max_descendants_for_strangers);
    CHECK(count(last, "") == social::max_ancestors_for_strangers);
}

TEST_CASE("a tag trends when several use it more than they did, and tells its days")
{
    auto house = test::house();
    for (auto day = 0; day < 6; ++day) {
        for (auto name : {"ada", "bob"}) house.post(name, "#always");
        house.now = house.now + days(1);
    }
    for (auto name : {"ada", "bob", "carla"}) house.post(name, "#spark");
    for (int n = 0; n < 5; ++n) house.post("dino", "#alone");
    house.person("noisy");
    house.silence("noisy");
    auto names = [&] {
        std::vector<std::string> found;
        for (const auto& tag :
             house.read([&](db::Reader& reader) { return social::trending_tags(reader, {}, house.now, 10, 0); }))
            found.push_back(tag.name);
        return found;
    };
    CHECK(names() == std::vector<std::string>{"spark"});
    auto spark = house.read([&](db::Reader& reader) { return social::find_tag(reader, "SPARK", {}, house.now); });
    REQUIRE(spark.history.size() == social::tag_history_days);
    CHECK(spark.history[0].uses == 3);
    CHECK(spark.history[0].accounts == 3);
    CHECK(spark.history[1].uses == 0);
    CHECK(house.read([&](db::Reader& reader) { return social::find_tag(reader, "alone", {}, house.now); }).history[0].uses == 5);
    CHECK(!house.read([&](db::Reader& reader) { return social::find_tag(reader, "unused", {}, house.now); }).id);
}

TEST_CASE("posts trend by what was done with them, the younger before the older, by authors who may be found")
{
    auto house = test::house();
    auto old = house.post("ada", "Old");
    auto shy = house.post("shy", "Shy");
    house.now = house.now + hours(24);
    auto fresh = house.post("ada", "Fresh");
    auto unheard = house.post("ada", "Unheard");
    house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET discoverable = 1 WHERE username_key = 'ada'"); });
    for (auto name : {"bob", "carla"}) {
        auto id = house.person(name);
        house.write([&](db::Transaction& tx) {
            for (const auto& status : {old, shy, fresh}) REQUIRE(social::favourite(tx, id, status.id, house.now));
        });
    }
    auto trending = house.read([&](db::Reader& reader) { return social::trending_statuses(reader, {}, house.now, 10, 0); });
    REQUIRE(trending.size() == 2);
    CHECK(trending[0].id == fresh.id);
    CHECK(trending[1].id == old.id);
    (void)unheard;
}

TEST_CASE("no statement of posting, marking and reading looks at a whole table")
{
    auto house = test::house();
    (void)house.home("reader");
    house.follow("reader", "writer0");
    house.make_list("reader", {"writer1"});
    live(house, 3);
    auto reader_id = house.person("reader");
    auto status = house.post("writer0", "#one two");
    auto reply = house.reply("reader", status, "three");
    house.write([&](db::Transaction& tx) {
        REQUIRE(social::edit_status(tx, status.author, status.id, {.text = "#two"}, house.now));
        REQUIRE(social::pin(tx, status.author, status.id, house.now));
        REQUIRE(social::boost(tx, reader_id, status.id, std::nullopt, house.now));
        REQUIRE(social::unboost(tx, reader_id, status.id, house.now));
    });
    house.mute("reader", "writer2");
    (void)house.home("reader");
    house.unfollow("reader", "writer0");
    house.read([&](db::Reader& reader) {
        auto now = house.now;
        for (social::PageRequest page : {social::PageRequest{}, social::PageRequest{.min_id = 1}}) {
            for (auto origin : {social::Origin::Anywhere, social::Origin::Local, social::Origin::Remote}) {
                (void)social::public_timeline(reader, {.origin = origin, .domain = house.domain()}, reader_id, page, now);
                (void)social::tag_timeline(reader, {.tag = "tag1", .any = {"two"}, .none = {"x"}, .origin = origin}, reader_id,
                                           page, now);
            }
            (void)social::account_timeline(reader, {.author = status.author, .exclude_replies = true, .exclude_boosts = true},
                                           reader_id, page);
            (void)social::account_timeline(reader, {.author = status.author, .pinned = true}, reader_id, page);
            (void)social::account_timeline(reader, {.author = status.author, .tagged = "two"}, reader_id, page);
            (void)social::bookmarked(reader, reader_id, page);
            (void)social::favourited(reader, reader_id, page);
            (void)social::favourited_by(reader, status.id, reader_id, page);
            (void)social::boosted_by(reader, status.id, reader_id, page);
        }
        (void)social::load_thread(reader, reply, reader_id);
        (void)social::trending_tags(reader, reader_id, now, 10, 0);
        (void)social::trending_statuses(reader, reader_id, now, 10, 0);
        (void)social::history(reader, status);
    });
    house.remove(*house.find(status.id));
    for (const auto& scan : house.scans()) FAIL_CHECK(scan);
}
