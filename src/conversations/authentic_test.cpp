// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept of how acts count while people act, disclose, are labelled and appeal, against what counting from nothing finds; and the four
// parts of every figure against the rows themselves.
#include "conversations/authentic.h"

#include <array>
#include <random>
#include <set>

#include "community/group_topics.h"
#include "community/groups.h"
#include "community/idea_acts.h"
#include "community/leaving.h"
#include "community/ledger.h"
#include "conversations/reshape.h"
#include "conversations/write_path.h"
#include "integrity/sorting.h"
#include "social/account_events.h"
#include "social/poll_parts.h"
#include "social/polls.h"
#include "social/status_events.h"
#include "social/status_marks.h"
#include "social/status_ties.h"
#include "support/ring_scene.h"

using namespace favilla;
using namespace favilla::integrity;
using social::ActCode;
using social::ActKind;
using social::ActPart;

namespace {

// As server/subscriptions.cpp does.
void subscribe(jobs::Subscriptions& when)
{
    when.inside<social::StatusPosted>("grow", [](db::Transaction& tx, const social::StatusPosted& event) {
        conversations::grow_conversation(tx, event.status);
        integrity::note_posted(tx, event.status);
        community::take_into_group(tx, event.status);
    });
    when.inside<social::StatusBoosted>(
        "note", [](db::Transaction& tx, const social::StatusBoosted& event) { integrity::note_posted(tx, event.boost); });
    when.inside<social::FavouriteAdded>("note", [](db::Transaction& tx, const social::FavouriteAdded& event) {
        community::count_vote(tx, event.account, event.status);
        integrity::note_act(tx, event.account);
    });
    when.inside<social::FavouriteRemoved>("note", [](db::Transaction& tx, const social::FavouriteRemoved& event) {
        community::uncount_vote(tx, event.account, event.status);
        integrity::note_act(tx, event.account);
    });
    when.inside<social::ProfileChanged>(
        "count", [](db::Transaction& tx, const social::ProfileChanged& event) { community::count_otherwise(tx, event.account); });
    when.inside<social::PollVoted>(
        "note", [](db::Transaction& tx, const social::PollVoted& event) { integrity::note_act(tx, event.voter); });
    when.inside<social::StatusDeleted>("note", [](db::Transaction& tx, const social::StatusDeleted& event) {
        if (event.boost_of) return integrity::note_act(tx, event.author);
        integrity::note_all_findings(tx);
    });
    when.inside<social::AccountSuspended>("note", [](db::Transaction& tx, const social::AccountSuspended& event) {
        community::forget_votes_of_deleted(tx, event.account);
        integrity::note_act(tx, event.account);
    });
}

struct Chance {
    test::RingScene scene;
    std::mt19937 engine;
    FindingId finding;
    AccountId page;
    std::array<AccountId, 2> groups;              // of which olga is the owner
    static inline std::array<int, 3> reshaped{};  // split, merged, moved, in all walks
    std::vector<social::Status> roots, answers;
    std::set<std::string> gone;
    static constexpr std::array<std::string_view, 9> people = {"uno", "due",     "tre",     "quattro", "cinque",
                                                               "sei", "reader1", "reader2", "reader3"};

    explicit Chance(unsigned seed) : engine(seed)
    {
        page = scene.page("press");
        finding = scene.noticed();
        subscribe(*scene.house.subscriptions);
        for (std::size_t n = 0; n < groups.size(); ++n) groups[n] = make_group(std::array{"readers", "writers"}[n]);
        for (int n = 0; n < 6; ++n) {
            social::StatusDraft draft{};
            if (n == 2)
                draft.poll = social::PollDraft{.options = {"here", "there", "nowhere"}, .lasts = days(30), .multiple = true};
            if (n == 3) draft.poll = social::PollDraft{.options = {"yes", "no"}, .lasts = days(30)};
            roots.push_back(scene.house.post("ada", n < 4 ? "What do you think?" : "@readers What do you think?", draft));
        }
        // Two of them are ideas, later put together and taken apart.
        scene.promote("olga", social::Role::Admin);
        for (int n = 0; n < 2; ++n)
            scene.house.write([&](db::Transaction& tx) {
                REQUIRE(community::turn_into_idea(
                    tx, scene.house.domain(), scene.who_is("olga"), roots[static_cast<std::size_t>(n)].id,
                    {.title = "An idea", .text = "", .space = {}, .language = {}}, scene.house.now));
            });
        scene.house.now = scene.house.now + hours(73);
        REQUIRE(scene.attempt([&](auto& tx) {
            return publish_labels(tx, scene.random, scene.reviewer("nico"), finding, scene.house.now);
        }) == "");
    }

    AccountId make_group(std::string name)
    {
        auto owner = scene.who_is("olga");
        return scene.house
            .write([&](db::Transaction& tx) {
                return community::make_group(tx, scene.house.domain(),
                                             {.name = name, .title = name, .description = "", .owner = owner}, scene.house.now);
            })
            .value()
            .id;
    }
    std::size_t below(std::size_t n) { return engine() % n; }
    std::string_view somebody()
    {
        for (;;)
            if (auto name = people[below(people.size())]; !gone.contains(std::string{name})) return name;
    }
    std::string ringer()
    {
        for (;;)
            if (auto name = scene.ring[below(scene.ring.size())]; !gone.contains(name)) return name;
    }
    template <class Act>
    void write(Act&& act)
    {
        scene.house.write([&](db::Transaction& tx) { act(tx, scene.house.now); });
    }

    void mark()
    {
        auto who = scene.who_is(somebody());
        auto id = below(2) == 0 || answers.empty() ? roots[below(roots.size())].id : answers[below(answers.size())].id;
        auto how = below(5);
        write([&](db::Transaction& tx, Time now) {
            if (how == 0) (void)social::unfavourite(tx, who, id, now);
            if (how == 1 || how == 2) (void)social::favourite(tx, who, id, now);
            if (how == 3) (void)social::boost(tx, who, id, std::nullopt, now);
            if (how == 4) (void)social::unboost(tx, who, id, now);
        });
    }
    void say()
    {
        const auto& to = answers.empty() || below(3) == 0 ? roots[below(roots.size())] : answers[below(answers.size())];
        if (auto said = scene.house.try_post(somebody(), "So it is", {.in_reply_to = to.id})) answers.push_back(*said);
    }
    void unsay()
    {
        if (answers.empty()) return;
        auto at = below(answers.size());
        scene.house.remove(answers[at]);
        answers.erase(answers.begin() + static_cast<std::ptrdiff_t>(at));
    }
    void vote()
    {
        auto who = scene.who_is(somebody());
        auto how = below(3);
        if (how == 2)  // as other servers send them, one after the other
            return write([&](db::Transaction& tx, Time now) {
                for (auto option : {"here", "nowhere"}) (void)social::vote_from_elsewhere(tx, *roots[2].poll, who, option, now);
            });
        std::vector<int> choices{static_cast<int>(below(2))};
        if (how == 1) choices.push_back(2);
        write([&](db::Transaction& tx, Time now) { (void)social::vote(tx, *roots[how == 1 ? 2 : 3].poll, who, choices, now); });
    }
    void tie()
    {
        auto who = scene.who_is(somebody());
        auto how = below(5);
        write([&](db::Transaction& tx, Time now) {
            if (how == 4 && !answers.empty()) {  // of somebody else's post it is refused
                auto answer = answers[below(answers.size())];
                (void)tie_post(tx, below(2) == 0 ? answer.author : who, answer.id, page, Relation::PaidBy, now);
            }
            auto holding = holding_disclosures(tx, who);
            if (how == 0) (void)disclose_and_settle(tx, scene.random, who, page, Relation::WorksFor, now);
            if (how == 1 && !holding.empty()) (void)end_disclosure(tx, who, holding[0].id, now);
            if (how == 2) (void)community::put_in_team(tx, page, who, community::PageRole::Editor, now);
            if (how == 3) (void)community::put_in_team(tx, page, who, std::nullopt, now);
        });
    }
    void turn_robot()
    {
        auto who = scene.who_is(somebody());
        bool is_robot = below(2) == 0;
        write([&](db::Transaction& tx, Time) { (void)social::update_profile(tx, who, {.bot = is_robot}); });
    }
    void proceed()
    {
        auto name = ringer();
        auto who = scene.who_is(name);
        auto how = below(4);
        auto by = scene.reviewer("olga");
        (void)scene.attempt([&](auto& tx) -> Result<void> {
            auto now = scene.house.now;
            if (how == 0) return answer_notice(tx, scene.random, who, finding, Answer::Appeal, "We are one household.", now);
            if (how == 1) return lift_label(tx, scene.random, by, finding, who, "It was a mistake", now);
            return decide_answer(tx, scene.random, by, finding, who, how == 2 ? Decision::Accept : Decision::Refuse,
                                 "As was said", now);
        });
    }
    void treat_an_idea()
    {
        community::IdeaAct act{.idea = roots[1].id, .by = scene.who_is("olga"), .from = {}, .word = {}, .object = roots[0].id};
        act.kind = below(2) == 0 ? community::IdeaActKind::Merge : community::IdeaActKind::Unmerge;
        write([&](db::Transaction& tx, Time now) { (void)community::act_on_idea(tx, scene.house.domain(), act, now); });
    }
    ConversationId home_of(StatusId id) { return scene.house.find(id)->conversation.value(); }
    // By whoever may: in a group its owner.
    void reshape()
    {
        auto how = below(3);
        auto id = roots[how == 2 ? 4 + below(2) : below(roots.size())].id;  // the last two are topics
        if (how == 0 && !answers.empty()) id = answers[below(answers.size())].id;
        auto one = home_of(id), other = home_of(roots[below(roots.size())].id);
        auto owner = scene.who_is("olga");
        auto by = scene.house.read([&](db::Reader& reader) {
            auto conversation = conversations::find_conversation(reader, one).value();
            return community::group_of_topic(reader, conversation.root) ? owner : conversation.opener;
        });
        auto& database = *scene.house.database;
        auto now = scene.house.now;
        auto done = how == 0 ? conversations::split_branch(database, one, id, by, now)
                  : how == 1 ? conversations::merge_conversations(database, one, other, by, now)
                             : conversations::move_conversation(database, one, groups[below(2)], by, now);
        reshaped[how] += done.has_value();
    }
    void leave()
    {
        if (gone.size() == 2) return;
        auto name = std::string{somebody()};
        auto who = scene.who_is(name);
        gone.insert(name);
        std::erase_if(answers, [&](const social::Status& one) { return one.author == who; });
        write([&](db::Transaction& tx, Time now) {
            REQUIRE(community::leave_for_good(tx, who, now));
            forget_integrity_of_deleted(tx, scene.random, who, now);
        });
    }
    void act()
    {
        auto chosen = below(100);
        if (chosen < 35) return mark();
        if (chosen < 50) return say();
        if (chosen < 60) return reshape();
        if (chosen < 64) return unsay();
        if (chosen < 74) return vote();
        if (chosen < 82) return tie();
        if (chosen < 86) return turn_robot();
        if (chosen < 94) return proceed();
        if (chosen < 98) return treat_an_idea();
        leave();
    }
};

std::int64_t rows(db::Reader& reader, std::string_view sql, StatusId id) { return reader.value<std::int64_t>(sql, id).value(); }

// By what is said of somebody, and no row that is kept.
void check_part(db::Reader& reader, DomainId domain, const social::SortedAct& act, ActKind kind)
{
    auto [who, part] = std::pair{act.account, act.part};
    bool says_so =
        kind == ActKind::Answer && !social::status_ties_among(reader, {StatusId{act.id}}).empty();  // of this one alone
    auto account = social::find_account(reader, who).value();
    auto label = integrity::public_label_of(reader, who);
    bool is_machine = account.bot || account.kind == social::AccountKind::Group;
    bool is_tied = !is_machine && integrity::is_affiliated(reader, domain, who);
    CHECK((part == ActPart::Machine) == is_machine);
    if (is_tied) CHECK(part == ActPart::Affiliated);
    if (part == ActPart::Affiliated) CHECK((is_tied || label.is_affiliated || says_so));
    if (part == ActPart::Coordinated) CHECK(label.coordinated.has_value());
}

void check_status(db::Reader& reader, DomainId domain, StatusId id)
{
    auto parts = social::parts_of_status(reader, id);
    CHECK(parts.favourites.raw() == rows(reader, "SELECT count(*) FROM favourites WHERE status_id = $1", id));
    CHECK(parts.boosts.raw() == rows(reader, "SELECT count(*) FROM statuses WHERE boost_of_id = $1", id));
    CHECK(parts.answers.raw()
          == rows(reader, "SELECT count(*) FROM statuses WHERE in_reply_to_id = $1 AND deleted_at IS NULL AND visibility <= 1",
                  id));
    CHECK(parts.voters.raw()
          == rows(reader,
                  "SELECT count(DISTINCT v.account_id) FROM poll_votes v JOIN polls q ON q.id = v.poll_id WHERE q.status_id = $1",
                  id));
    std::array figures{std::pair{ActKind::Favourite, parts.favourites}, std::pair{ActKind::Boost, parts.boosts},
                       std::pair{ActKind::Answer, parts.answers}};
    for (const auto& [kind, counts] : figures) {
        std::map<ActPart, std::int64_t> listed;
        for (const auto& act : social::acts_on_status(reader, id, kind, 0, 1000)) {
            ++listed[act.part];
            check_part(reader, domain, act, kind);
        }
        CHECK(listed[ActPart::Authentic] == counts.authentic);
        CHECK(listed[ActPart::Affiliated] == counts.affiliated);
        CHECK(listed[ActPart::Coordinated] == counts.coordinated);
        CHECK(listed[ActPart::Machine] == counts.machine);
        CHECK(counts.low <= counts.authentic);
        CHECK(counts.authentic <= counts.high);
        CHECK(counts.high <= counts.authentic + counts.coordinated);
    }
}

void check_poll(db::Reader& reader, const social::Status& root)
{
    auto poll = social::find_poll(reader, *root.poll, root.author).value();
    auto parts = social::parts_of_poll(reader, poll.id).value();
    CHECK(parts.voters == social::parts_of_status(reader, root.id).voters);
    CHECK(parts.voters.raw() == poll.voters_count);
    REQUIRE(parts.options.size() == poll.options.size());
    for (std::size_t n = 0; n < poll.options.size(); ++n) {
        social::PartCounts counted;
        for (const auto& row :
             reader.rows("SELECT code, count(*) FROM (SELECT " + social::act_code("v.account_id", ActKind::Vote, "v.poll_id")
                             + " AS code FROM poll_votes v WHERE v.poll_id = $1 AND v.position = $2) votes GROUP BY code",
                         poll.id, static_cast<std::int64_t>(n)))
            counted.add(static_cast<social::ActCode>(row.get<int>(0)), row.get<std::int64_t>(1));
        CHECK(parts.options[n] == counted);
        CHECK(parts.options[n].raw() == poll.options[n].votes_count);
        CHECK(counted.low <= counted.authentic);
        CHECK(counted.authentic <= counted.high);
    }
}

void check_idea(db::Reader& reader, StatusId id)
{
    auto idea = community::find_idea(reader, id).value();
    if (idea.merged_into) return;
    auto parts = community::parts_of_votes(reader, id);
    social::PartCounts counted;
    for (const auto& row : reader.rows(std::string{community::idea_tree} + "SELECT code, count(*) FROM (SELECT max("
                                           + social::act_code("v.account_id", ActKind::Favourite, "v.idea_id")
                                           + ") AS code FROM tree t JOIN idea_votes v ON v.idea_id = t.id "
                                             "GROUP BY v.account_id) people GROUP BY code",
                                       id))
        counted.add(static_cast<social::ActCode>(row.get<int>(0)), row.get<std::int64_t>(1));
    CHECK(parts == counted);
    CHECK(idea.votes == parts.raw());
    CHECK(idea.authentic_votes == parts.authentic);
}

struct Message {
    std::optional<StatusId> parent;
    AccountId author;
    bool is_counted = true;
};

// Each answer hung on its nearest counted ancestor, one by one; compared as figures.
void check_conversation(db::Reader& reader, ConversationId id)
{
    auto raw = conversations::find_state(reader, id).value();
    auto figures = conversations::authentic_figures(reader, id, raw);
    CHECK(figures.answers.raw() == raw.nodes - 1);
    CHECK(figures.answers.authentic == figures.state.nodes - 1);
    auto root = conversations::find_conversation(reader, id).value().root;
    std::map<StatusId, Message> messages;
    for (const auto& row : reader.rows("SELECT id, in_reply_to_id, account_id FROM statuses WHERE conversation_id = $1", id)) {
        auto status = row.get<StatusId>(0);
        auto who = row.get<AccountId>(2);
        auto parent = row.get<std::optional<StatusId>>(1);
        auto account = social::find_account(reader, who).value();
        auto codes = integrity::codes_of(reader, who);
        auto out = [&](std::int64_t object, ActKind kind) {
            return codes.contains({object, kind}) && codes.at({object, kind}) >= ActCode::Labelled;
        };
        bool is_left_out = account.bot || !integrity::teams_of(reader, who).empty() || out(0, ActKind::All)
                        || out(status.value, ActKind::Answer);
        messages[status] = {parent, who, status == root || !is_left_out};
    }
    // What answers something elsewhere, or nothing, hangs on what opened it.
    for (auto& [status, message] : messages)
        if (status == root)
            message.parent = {};
        else if (!message.parent || !messages.contains(*message.parent))
            message.parent = root;
    std::vector<StatusId> order{root};
    for (const auto& [status, message] : messages)
        if (status != root) order.push_back(status);
    std::vector<conversations::TreeNode> nodes;
    std::map<StatusId, std::size_t> places;
    for (auto status : order) {
        const auto& message = messages.at(status);
        if (!message.is_counted) continue;
        auto above = message.parent;
        while (above && !messages.at(*above).is_counted) above = messages.at(*above).parent;
        places[status] = nodes.size();
        nodes.push_back({above ? places.at(*above) : conversations::no_parent, message.author.value});
    }
    CHECK(conversations::count_tree(nodes) == figures.state);
}

}  // namespace

TEST_CASE("the four parts of every figure add up, and what is kept is what counting from nothing finds")
{
    std::map<ActPart, int> met;
    social::PartCounts met_of_polls;
    for (unsigned seed = 1; seed <= 2; ++seed) {
        Chance chance{seed};
        auto domain = chance.scene.house.domain();
        for (int step = 0; step < 160; ++step) {
            chance.act();
            chance.scene.house.write(integrity::sort_unsorted);
            chance.scene.house.read([&](db::Reader& reader) {
                CHECK(integrity::find_problems(reader).empty());
                for (std::size_t n = 0; n < 2; ++n) check_idea(reader, chance.roots[n].id);
                for (std::size_t n = 2; n < 4; ++n) check_poll(reader, chance.roots[n]);
                for (const auto& root : chance.roots) {
                    check_status(reader, domain, root.id);
                    check_conversation(reader, social::find_status(reader, root.id, {})->conversation.value());
                    for (const auto& act : social::acts_on_status(reader, root.id, ActKind::Favourite, 0, 1000)) ++met[act.part];
                }
                if (chance.answers.empty()) return;
                const auto& last = chance.answers.back();
                check_status(reader, domain, last.id);
                check_conversation(reader, social::find_status(reader, last.id, {})->conversation.value());
            });
        }
        // All of it once more, from nothing.
        auto everybody = [&] {
            return chance.scene.house.read([](db::Reader& reader) {
                std::map<AccountId, social::ActCodes> all;
                for (auto account : social::accounts_with_codes(reader)) all[account] = social::kept_codes(reader, account);
                return all;
            });
        };
        auto kept = everybody();
        chance.scene.house.write([](db::Transaction& tx) {
            tx.run("DELETE FROM act_parts");
            integrity::sort_everybody(tx);
        });
        CHECK(everybody() == kept);
        chance.scene.house.read([&](db::Reader& reader) {
            for (std::size_t n = 2; n < 4; ++n) {
                check_poll(reader, chance.roots[n]);
                met_of_polls += social::parts_of_poll(reader, *chance.roots[n].poll)->voters;
            }
        });
    }
    CHECK(met_of_polls.authentic > 0);
    CHECK(met_of_polls.authentic < met_of_polls.raw());
    for (auto done : Chance::reshaped) CHECK(done > 0);
    for (auto part : {ActPart::Authentic, ActPart::Affiliated, ActPart::Coordinated, ActPart::Machine}) CHECK(met[part] > 0);
}

TEST_CASE("nothing changes before a label is published, an appeal gives back what it took, and so does lifting it")
{
    test::RingScene scene;
    auto id = scene.noticed();
    auto liked = [&] {
        return scene.house.read([&](db::Reader& reader) {
            social::PartCounts all;
            for (const auto& post : scene.posts) {
                auto parts = social::parts_of_status(reader, post.id).favourites;
                all.authentic += parts.authentic;
                all.coordinated += parts.coordinated;
                all.affiliated += parts.affiliated;
                all.low += parts.low;
                all.high += parts.high;
            }
            return all;
        });
    };
    auto noticed = liked();
    CHECK(noticed.coordinated == 0);
    CHECK(noticed.high == noticed.authentic);
    CHECK(noticed.low < noticed.authentic);  // the team is told of what is only found
    scene.house.now = scene.house.now + hours(73);
    REQUIRE(scene.attempt([&](auto& tx) { return publish_labels(tx, scene.random, scene.reviewer("nico"), id, scene.house.now); })
            == "");
    auto labelled = liked();
    CHECK(labelled.raw() == noticed.raw());
    CHECK(labelled.coordinated > 0);
    CHECK(labelled.low == noticed.low);

    REQUIRE(scene.attempt([&](auto& tx) {
        return answer_notice(tx, scene.random, scene.who_is("uno"), id, Answer::Appeal, "It was chance.", scene.house.now);
    }) == "");
    auto appealed = liked();
    CHECK(appealed.raw() == labelled.raw());
    CHECK(appealed.coordinated < labelled.coordinated);
    REQUIRE(scene.attempt([&](auto& tx) {
        return lift_label(tx, scene.random, scene.reviewer("mira"), id, scene.who_is("due"), "A mistake", scene.house.now);
    }) == "");
    CHECK(liked().coordinated < appealed.coordinated);
    auto page = scene.page("press");
    auto before = liked();
    REQUIRE(scene.attempt([&](auto& tx) {
        return disclose_and_settle(tx, scene.random, scene.who_is("tre"), page, Relation::PaidBy, scene.house.now);
    }) == "");
    CHECK(liked().affiliated > 0);
    CHECK(liked().coordinated < before.coordinated);
    CHECK(liked().raw() == before.raw());
}

TEST_CASE(
    "who brought a ring in is told once of each poll that its votes are left out of, and a poll of elsewhere keeps no parts")
{
    test::RingScene scene;
    subscribe(*scene.house.subscriptions);
    auto id = scene.noticed();
    auto asked = scene.house.post("ada", "Tea?", {.poll = social::PollDraft{.options = {"yes", "no"}, .lasts = days(30)}});
    auto vote = [&](std::string_view who, int choice) {
        auto account = scene.who_is(who);
        scene.house.write([&](db::Transaction& tx) {
            REQUIRE(social::vote(tx, *asked.poll, account, std::vector{choice}, scene.house.now).has_value());
        });
    };
    for (const auto& name : scene.ring) vote(name, 0);
    vote("reader1", 1);
    // olga brought boss in, and boss whoever is of the ring; I is what a run writes of a ring of votes.
    scene.house.write([&](db::Transaction& tx) {
        std::int64_t invitation = 1;
        auto invite = [&](std::string_view by, std::string_view who) {
            tx.run("INSERT INTO invitations (id, domain_id, account_id, code_mark, max_uses, uses, expires_at, created_at) "
                   "VALUES ($1, $2, $3, $4, 1, 1, $5, $5)",
                   invitation, scene.house.domain(), scene.who_is(by), std::to_string(invitation), scene.house.now);
            tx.run("INSERT INTO invited (account_id, invitation_id, inviter_id, domain_id, generation, joined_at) "
                   "VALUES ($1, $2, $3, $4, 1, $5)",
                   scene.who_is(who), invitation, scene.who_is(by), scene.house.domain(), scene.house.now);
            ++invitation;
        };
        invite("olga", "boss");
        for (const auto& name : scene.ring) invite("boss", name);
        tx.run("UPDATE integrity_members SET signals = $2 WHERE finding_id = $1", id,
               write_signals({{Signal::Invitation, 1e-6, 1e-4}, {Signal::AccountBurst, 1e-6, 1e-4}}));
    });
    auto told = [&](std::string_view who) {
        auto account = scene.who_is(who);
        return scene.house.read([&](db::Reader& reader) {
            return reader
                .value<std::int64_t>(
                    "SELECT count(*) FROM notifications WHERE account_id = $1 AND kind = 'votes_left_out' AND status_id = $2",
                    account, asked.id)
                .value();
        });
    };
    auto parts = [&] {
        return scene.house.read([&](db::Reader& reader) { return social::parts_of_poll(reader, *asked.poll).value(); });
    };
    CHECK(parts().is_whole());
    CHECK(told("boss") == 0);
    scene.house.now = scene.house.now + hours(73);
    REQUIRE(scene.attempt([&](auto& tx) { return publish_labels(tx, scene.random, scene.reviewer("nico"), id, scene.house.now); })
            == "");
    CHECK(told("boss") == 1);
    CHECK(told("olga") == 0);  // boss is nearer
    CHECK(told("uno") == 0);
    CHECK(parts().options[0].coordinated == 6);
    CHECK(parts().options[1].authentic == 1);
    CHECK(parts().voters.raw() == 7);
    // An appeal gives the vote back, and refusing it takes it away again; nobody is told twice.
    REQUIRE(scene.attempt([&](auto& tx) {
        return answer_notice(tx, scene.random, scene.who_is("uno"), id, Answer::Appeal, "It was chance.", scene.house.now);
    }) == "");
    CHECK(parts().options[0].authentic == 1);
    scene.promote("olga", social::Role::Admin);
    REQUIRE(scene.attempt([&](auto& tx) {
        return decide_answer(tx, scene.random, scene.reviewer("olga"), id, scene.who_is("uno"), Decision::Refuse, "As was said",
                             scene.house.now);
    }) == "");
    CHECK(parts().options[0].authentic == 0);
    CHECK(told("boss") == 1);
    // Of a poll of another server nobody here knows who stands behind the numbers.
    scene.house.write([&](db::Transaction& tx) {
        tx.run("UPDATE accounts SET domain_id = NULL, host = 'elsewhere.test' WHERE id = $1", scene.who_is("ada"));
        social::recount_all_polls(tx);
    });
    CHECK(!scene.house.read([&](db::Reader& reader) { return social::parts_of_poll(reader, *asked.poll); }));
}

TEST_CASE("people of other servers whose acts are found together still count: nobody could tell them, or hear them")
{
    test::RingScene scene;
    for (auto& name : scene.ring) {
        name += "@elsewhere.test";
        scene.who_is(name);
    }
    scene.noticed();
    scene.house.read([&](db::Reader& reader) {
        std::int64_t below = 0;
        for (const auto& post : scene.posts) {
            auto parts = social::parts_of_status(reader, post.id).favourites;
            CHECK(parts.authentic == parts.raw());
            CHECK(parts.high == parts.raw());
            below += parts.authentic - parts.low;
        }
        CHECK(below > 0);
    });
}

TEST_CASE("what is left out of a tree is contracted: what answers it moves up to the nearest message that counts")
{
    using conversations::SortedNode;
    // R ← 1 ← 2 ← 3, 2 ← 4, R ← 5; 1 and 2 are left out.
    std::vector<SortedNode> nodes{
        {{conversations::no_parent, 1}}, {{0, 2}, false}, {{1, 3}, false}, {{2, 4}}, {{2, 5}}, {{0, 6}}};
    auto kept = conversations::contracted(nodes);
    REQUIRE(kept.size() == 4);
    auto state = conversations::count_tree(kept).value();
    CHECK(state.max_depth == 1);
    CHECK(state.max_width == 3);
    CHECK(state.wiener_index == 9);
    // The root stays, whoever wrote it; what hangs on nothing known stays as well.
    nodes[0].is_counted = false;
    CHECK(conversations::contracted(nodes).size() == 4);
    CHECK(conversations::contracted({}).empty());
}

TEST_CASE("a tie that is said of one post alone leaves that post out, and nothing else of its author")
{
    test::RingScene scene;
    auto page = scene.page("press");
    subscribe(*scene.house.subscriptions);
    auto root = scene.house.post("ada", "What do you think?");
    auto one = scene.house.reply("reader1", root, "A lot"), other = scene.house.reply("reader1", root, "And more");
    scene.house.write([&](db::Transaction& tx) {
        CHECK(tie_post(tx, scene.who_is("mira"), one.id, page, Relation::PaidBy, scene.house.now).error().key
              == "record.not_found");
        CHECK(tie_post(tx, scene.who_is("reader1"), one.id, scene.who_is("mira"), Relation::PaidBy, scene.house.now).error().key
              == "page.missing");
        CHECK(tie_post(tx, scene.who_is("reader1"), one.id, page, Relation::PaidBy, scene.house.now).has_value());
        CHECK(tie_post(tx, scene.who_is("reader1"), one.id, page, Relation::WorksFor, scene.house.now)
                  .has_value());  // the first one stays
    });
    auto parts = scene.house.read([&](db::Reader& reader) { return social::parts_of_status(reader, root.id); });
    CHECK(parts.answers.affiliated == 1);
    CHECK(parts.answers.authentic == 1);
    scene.house.read([&](db::Reader& reader) {
        auto ties = social::status_ties_among(reader, {one.id, other.id});
        REQUIRE(ties.size() == 1);
        CHECK(ties[0].relation == "paid_by");
        CHECK(find_problems(reader).empty());
        return 0;
    });
    scene.house.write([&](db::Transaction& tx) { sort_everybody(tx); });
    parts = scene.house.read([&](db::Reader& reader) { return social::parts_of_status(reader, root.id); });
    CHECK(parts.answers.affiliated == 1);
}
