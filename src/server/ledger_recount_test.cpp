// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept of the ledger while people act, against what counting from nothing finds.
#include <array>
#include <random>

#include "community/group_acts.h"
#include "community/groups.h"
#include "community/idea_acts.h"
#include "conversations/reshape.h"
#include "desk/keeping.h"
#include "social/polls.h"
#include "support/house.h"
#include "support/ledger_scene.h"

using namespace favilla;
using Scene = test::LedgerScene;

namespace {

// Everything that is kept, as text: of each person their entries, and the debts.
struct Chance {
    Scene& scene;
    std::mt19937 engine;
    std::vector<social::Status> said{};
    std::vector<community::Idea> ideas{};
    AccountId group = make_group("readers"), other_group = make_group("writers");
    int moved = 0;
    static constexpr std::array<std::string_view, 6> people = {"ada", "bob", "cleo", "lantern", "lena", "rosa@elsewhere.test"};

    AccountId make_group(std::string name)
    {
        return scene.house
            .write([&](db::Transaction& tx) {
                return community::make_group(
                    tx, scene.house.domain(),
                    {.name = name, .title = name, .description = "", .joining = community::Joining::Open, .owner = scene.lena},
                    scene.house.now);
            })
            .value()
            .id;
    }
    std::size_t below(std::size_t n) { return engine() % n; }
    std::string_view somebody() { return people[below(people.size())]; }
    const social::Status& something() { return said[below(said.size())]; }
    template <class Act>
    void write(Act&& act)
    {
        scene.house.write([&](db::Transaction& tx) { act(tx, scene.house.now); });
    }

    void say()
    {
        auto who = somebody();
        if (said.empty() || below(3) == 0) {
            social::StatusDraft poll{};
            if (below(4) == 0) poll.poll = social::PollDraft{.options = {"yes", "no"}, .lasts = days(30)};
            said.push_back(
                scene.house.post(who, std::array{"@lantern hello", "Hello", "@readers hello", "@writers hello"}[below(4)], poll));
        } else if (auto answer =
                       scene.house.try_post(who, below(4) == 0 ? "@lantern yes" : "Yes", {.in_reply_to = something().id})) {
            said.push_back(*answer);
        }
    }
    void mark()
    {
        auto who = scene.house.person(somebody());
        auto id = something().id;
        auto how = below(5);
        write([&](db::Transaction& tx, Time now) {
            if (how == 0) (void)social::unfavourite(tx, who, id, now);
            if (how == 1 || how == 2) (void)social::favourite(tx, who, id, now);
            if (how == 3) (void)social::boost(tx, who, id, std::nullopt, now);
            if (how == 4) (void)social::unboost(tx, who, id, now);
        });
    }
    void vote()
    {
        const auto& status = something();
        if (!status.poll) return;
        auto who = scene.house.person(somebody());
        int choice[] = {0};
        write([&](db::Transaction& tx, Time now) { (void)social::vote(tx, *status.poll, who, choice, now); });
    }
    void have_an_idea()
    {
        auto who = scene.house.person(people[below(3)]);
        auto turns = below(2) == 0;
        auto id = something().id;
        community::IdeaDraft draft{.title = "An idea",
                                   .text = "Why not",
                                   .space = below(2) == 0 ? std::optional{scene.page} : std::nullopt,
                                   .language = {}};
        write([&](db::Transaction& tx, Time now) {
            auto made = turns
                          ? community::turn_into_idea(tx, scene.house.domain(), below(2) == 0 ? scene.lena : who, id, draft, now)
                          : community::propose_idea(tx, scene.house.domain(), who, draft, now);
            if (made) ideas.push_back(*made);
        });
    }
    void treat_an_idea()
    {
        if (ideas.empty()) return;
        const auto& idea = ideas[below(ideas.size())];
        auto other = ideas[below(ideas.size())].id;
        auto how = below(6);
        auto answer = something().id;
        using Kind = community::IdeaActKind;
        community::IdeaAct act{.idea = idea.id, .by = scene.lena, .from = {}, .word = {}, .object = how == 3 ? other : answer};
        act.kind = std::array{Kind::State, Kind::Mark, Kind::Unmark, Kind::Merge, Kind::Unmerge, Kind::State}[how];
        act.state = how == 0 ? community::IdeaState::Shipped : community::IdeaState::Planned;
        auto withdraws = below(12) == 0;
        write([&](db::Transaction& tx, Time now) {
            if (withdraws) return (void)community::withdraw_idea(tx, idea, idea.proposer);
            (void)community::act_on_idea(tx, scene.house.domain(), act, now);
        });
    }
    void care()
    {
        auto open = scene.owed();
        auto id = open.empty() ? something().id : open[below(open.size())];
        auto kind =
            std::array{community::DebtActKind::Thank, community::DebtActKind::NeedsNone, community::DebtActKind::Undo}[below(3)];
        (void)scene.act(kind == community::DebtActKind::Undo ? something().id : id, kind, scene.lena);
    }
    void choose()
    {
        auto who = scene.house.person(people[below(3)]);
        auto how = below(3);
        write([&](db::Transaction& tx, Time now) {
            if (how == 0) return community::delete_ledger(tx, who, now);
            community::keep_ledger(tx, who, how == 1, now);
        });
    }
    // By the page, of conversations that it opened; by lena of those in her groups.
    void reshape()
    {
        auto one = something(), other = something();
        auto& database = *scene.house.database;
        auto by = below(2) == 0 ? scene.house.person("lantern") : scene.lena;
        auto how = below(3);
        auto now = scene.house.now;
        if (how == 0) (void)conversations::split_branch(database, one.conversation.value(), one.id, by, now);
        if (how == 1)
            (void)conversations::merge_conversations(database, one.conversation.value(), other.conversation.value(), by, now);
        if (how == 2)
            moved += conversations::move_conversation(database, one.conversation.value(), below(2) == 0 ? group : other_group,
                                                      scene.lena, now)
                         .has_value();
        for (auto& status : said)
            if (auto found = scene.house.find(status.id, "lantern")) status.conversation = found->conversation;
    }
    // Lena, of the page's team, looks after a group.
    void moderate()
    {
        using Kind = community::GroupActKind;
        (void)community::act_in_group(*scene.house.database,
                                      {.group = below(2) == 0 ? group : other_group,
                                       .by = scene.lena,
                                       .kind = std::array{Kind::Lock, Kind::Unlock, Kind::Unlock, Kind::Remove}[below(4)],
                                       .object = something().id.value,
                                       .text = {}},
                                      scene.house.now);
    }
    void remove()
    {
        auto at = below(said.size());
        scene.house.remove(said[at]);
        said.erase(said.begin() + static_cast<std::ptrdiff_t>(at));
    }
    void act()
    {
        auto chosen = below(100);
        if (said.size() < 5 || chosen < 35) return say();
        if (chosen < 60) return mark();
        if (chosen < 66) return vote();
        if (chosen < 72) return have_an_idea();
        if (chosen < 80) return treat_an_idea();
        if (chosen < 85) return care();
        if (chosen < 91) return reshape();
        if (chosen < 92) return choose();
        if (chosen < 94) return moderate();
        if (chosen < 97) return remove();
        scene.house.now = scene.house.now + hours(9);
    }
};

std::string kept(Scene& scene)
{
    std::string text;
    for (auto who : Chance::people) {
        auto id = scene.house.person(who);
        for (const auto& entry :
             scene.house.read([&](db::Reader& reader) { return community::ledger_entries(reader, id, {}, 100'000); }))
            text += std::string{who} + " " + std::string{community::weight_of(entry.kind).name} + " "
                  + std::to_string(entry.object) + " " + std::to_string(entry.at.milliseconds) + " "
                  + std::to_string(entry.amount) + "\n";
    }
    for (const auto& debt : scene.debts()) text += "owed " + to_string(debt.status) + " " + std::to_string(debt.waiting) + "\n";
    desk::QueueRequest all{.pages = {scene.page}, .me = scene.lena, .kind = {}, .after = {}, .limit = 10'000};
    for (const auto& item : scene.house.read([&](db::Reader& reader) { return desk::queue(reader, all, scene.house.now); }).items)
        text += "waits " + to_string(item.id) + " " + to_string(item.status) + " " + std::to_string(item.waiting) + " "
              + std::to_string(item.since.milliseconds) + "\n";
    return text;
}

}  // namespace

TEST_CASE("whatever happens, the ledger, the debts and the desk are what counting from nothing finds")
{
    int moved = 0;
    for (unsigned seed = 1; seed <= 6; ++seed) {
        Scene scene;
        Chance chance{scene, std::mt19937{seed}};
        for (int round = 0; round < 6; ++round) {
            for (int n = 0; n < 100; ++n) chance.act();
            auto before = kept(scene);
            CHECK(before.size() > 60);
            scene.house.write([](db::Transaction& tx) { community::begin_recounting(tx); });
            while (scene.house.write([](db::Transaction& tx) { return community::count_remaining(tx); })) {}
            scene.house.write([](db::Transaction& tx) { desk::begin_keeping_anew(tx); });
            while (scene.house.write([](db::Transaction& tx) { return desk::keep_remaining(tx); })) {}
            INFO("seed ", seed, ", round ", round);
            CHECK(kept(scene) == before);
        }
        moved += chance.moved;
    }
    CHECK(moved > 3);
}
