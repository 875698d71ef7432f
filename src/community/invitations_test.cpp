// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/invitations.h"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

#include "community/group_members.h"
#include "community/invitation_growth.h"
#include "community/invitation_tree.h"
#include "social/account_events.h"
#include "social/grace.h"
#include "social/moderation_log.h"
#include "social/relations.h"
#include "social/sign_up.h"
#include "support/house.h"

using namespace favilla;
using community::InvitationState;

namespace {

struct Scene {
    test::House house = test::house();
    community::InvitationKey key{"a key of a test"};

    Scene()
    {
        house.subscriptions->inside<social::AccountAdmitted>(
            "invitations.welcome",
            [](db::Transaction& tx, const social::AccountAdmitted& event) { community::welcome_invited(tx, event.account); });
        house.subscriptions->inside<social::SignUpForgotten>(
            "invitations.give_back",
            [](db::Transaction& tx, const social::SignUpForgotten& event) { community::give_place_back(tx, event.account); });
        user("ada");
    }
    AccountId user(const std::string& name, social::Role role = social::Role::User)
    {
        return house
            .write([&](db::Transaction& tx) {
                return social::create_user(
                    tx, house.domain(), {.username = name, .email = name + "@mail.example", .password_hash = "x", .role = role},
                    house.now);
            })
            .value()
            .id;
    }
    Result<community::Invitation> invite(std::string_view by, community::InvitationDraft draft = {})
    {
        auto id = house.person(by);
        return house.write([&](db::Transaction& tx) { return community::make_invitation(tx, key, id, draft, house.now); });
    }
    // As a sign-up does, whose address is proved at once.
    Result<AccountId> join(community::InvitationId invitation, const std::string& name)
    {
        auto joined = house.write([&](db::Transaction& tx) -> Result<AccountId> {
            TRY(auto account, social::create_account(tx, house.domain(), {.username = name, .admitted = false}, house.now));
            CHECKED(community::take_place(tx, invitation, account.id, house.now));
            return account.id;
        });
        if (joined) house.write([&](db::Transaction& tx) { social::admit(tx, *joined, house.now); });
        return joined;
    }
    AccountId bring(std::string_view by, const std::string& name)
    {
        auto id = user(name);
        auto invitation = invite(by).value();
        house.write([&](db::Transaction& tx) {
            REQUIRE(community::take_place(tx, invitation.id, id, house.now));
            return true;
        });
        return id;
    }
    std::string works(const community::Invitation& invitation)
    {
        auto checked = house.read([&](db::Reader& reader) {
            return community::find_working(reader, key, house.domain(), key.code_of(invitation.id), house.now);
        });
        return checked ? "works" : checked.error().key;
    }
    bool is_following(AccountId who, std::string_view whom)
    {
        auto other = house.person(whom);
        return house.read([&](db::Reader& reader) { return social::is_following(reader, who, other); });
    }
};

}  // namespace

TEST_CASE("a code is read as people type it")
{
    CHECK(community::normal_code("7k3qm-9xwto") == "7K3QM9XWT0");
    CHECK(community::normal_code(" 7K3QM 9XWTi") == "7K3QM9XWT1");
    CHECK(!community::normal_code("7K3QM9XWT"));
    CHECK(!community::normal_code("7K3QM9XWT01"));
    CHECK(!community::normal_code("7K3QM9XWTU"));
    community::InvitationKey one{"a"}, other{"b"};
    CHECK(one.code_of({7}) != other.code_of({7}));
    CHECK(one.code_of({7}).size() == 11);
}

TEST_CASE("who comes through an invitation follows the inviter, who is told, and stands below them")
{
    Scene scene;
    auto invitation = scene.invite("ada").value();
    auto bob = scene.join(invitation.id, "bob").value();
    CHECK(scene.is_following(bob, "ada"));
    CHECK(scene.house.notifications("ada") == std::vector<std::string>{"follow from bob"});
    CHECK(scene.house.read([&](db::Reader& reader) { return community::inviter_of(reader, bob); }) == scene.house.person("ada"));
    CHECK(scene.works(invitation) == "invitation.used_up");
}

TEST_CASE("an invitation ends by its time, by its places, by its owner, and with its inviter's standing")
{
    Scene scene;
    auto made = scene.invite("ada", {.max_uses = 2, .lasts = hours(1)}).value();
    CHECK(scene.works(made) == "works");
    scene.house.silence("ada");
    CHECK(scene.works(made) == "invitation.unknown");
    CHECK(!scene.invite("ada"));
    scene.house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET silenced_at = NULL"); });
    CHECK(scene.works(made) == "works");
    scene.house.suspend("ada");
    CHECK(scene.works(made) == "invitation.unknown");
    scene.house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET suspended_at = NULL"); });
    scene.house.write(
        [&](db::Transaction& tx) { community::choose_who_invites(tx, scene.house.domain(), community::WhoInvites::Team); });
    CHECK(scene.works(made) == "invitation.unknown");
    scene.house.write(
        [&](db::Transaction& tx) { community::choose_who_invites(tx, scene.house.domain(), community::WhoInvites::Everybody); });
    scene.house.now = scene.house.now + hours(1);
    CHECK(scene.works(made) == "invitation.expired");
    auto other = scene.invite("ada").value();
    scene.house.write([&](db::Transaction& tx) { community::revoke_invitation(tx, other.id, scene.house.now); });
    CHECK(scene.works(other) == "invitation.unknown");
}

TEST_CASE("of all who want the last place at once, one gets it")
{
    Scene scene;
    auto invitation = scene.invite("ada", {.max_uses = 2}).value();
    std::vector<AccountId> people;
    for (int n = 0; n < 8; ++n) people.push_back(scene.user("racer" + std::to_string(n)));
    std::atomic<int> in = 0, out = 0;
    std::vector<std::jthread> threads;
    for (auto who : people)
        threads.emplace_back([&, who] {
            auto taken = scene.house.database->write(
                [&](db::Transaction& tx) { return community::take_place(tx, invitation.id, who, scene.house.now); });
            ++(taken ? in : out);
        });
    threads.clear();
    CHECK(in == 2);
    CHECK(out == 6);
    CHECK(scene.house.read([&](db::Reader& reader) { return community::find_invitation(reader, invitation.id); })->uses == 2);
}

TEST_CASE("a sign-up that comes to nothing gives its place back")
{
    Scene scene;
    auto invitation = scene.invite("ada").value();
    auto ghost = scene.house.write([&](db::Transaction& tx) {
        auto account =
            social::create_account(tx, scene.house.domain(), {.username = "ghost", .admitted = false}, scene.house.now);
        REQUIRE(community::take_place(tx, invitation.id, account->id, scene.house.now));
        return account->id;
    });
    CHECK(scene.works(invitation) == "invitation.used_up");
    scene.house.write([&](db::Transaction& tx) { social::forget_sign_up(tx, ghost, scene.house.now); });
    CHECK(scene.works(invitation) == "works");
}

TEST_CASE("an invitation leads into a hidden group where who invites is in charge of it, and not where they are its member")
{
    Scene scene;
    auto ada = scene.house.person("ada");
    auto group =
        scene.house
            .write([&](db::Transaction& tx) {
                return community::make_group(
                    tx, scene.house.domain(),
                    {.name = "cellar", .title = "Cellar", .description = "", .joining = community::Joining::Hidden, .owner = ada},
                    scene.house.now);
            })
            .value()
            .id;
    auto bob = scene.join(scene.invite("ada", {.group = group}).value().id, "bob").value();
    CHECK(scene.house.read([&](db::Reader& reader) { return community::standing_in(reader, group, bob).membership; })
          == community::Membership::Member);
    scene.house.write([&](db::Transaction& tx) {
        tx.run(
            "INSERT INTO users (account_id, domain_id, email, email_key, password_hash, role, locale, confirmed_at, approved_at, "
            "default_visibility, default_sensitive, join_reason, created_at) VALUES ($1, $2, 'b', 'b', '', 'user', 'en', 1, 1, 0, 0, '', 1)",
            bob, scene.house.domain());
    });
    CHECK(scene.invite("bob", {.group = group}).error().key == "invitation.group_not_yours");
    scene.user("eve");
    CHECK(scene.invite("eve", {.group = group}).error().key == "group.missing");
}

TEST_CASE("a member who follows an invitation takes one place, once")
{
    Scene scene;
    auto bob = scene.user("bob");
    auto invitation = scene.invite("ada", {.max_uses = 2}).value();
    for (int twice = 0; twice < 2; ++twice)
        CHECK(scene.house.write(
            [&](db::Transaction& tx) { return community::follow_invitation(tx, invitation.id, bob, scene.house.now); }));
    CHECK(scene.is_following(bob, "ada"));
    CHECK(scene.house.read([&](db::Reader& reader) { return community::find_invitation(reader, invitation.id); })->uses == 1);
    CHECK(!scene.house.read([&](db::Reader& reader) { return community::inviter_of(reader, bob); }));
    auto ada = scene.house.person("ada");
    auto own = scene.house.write(
        [&](db::Transaction& tx) { return community::follow_invitation(tx, invitation.id, ada, scene.house.now); });
    CHECK(own.error().key == "invitation.own");
}

TEST_CASE("who is leaving by their own will is named so in the tree, and as suspended only when the team suspended them")
{
    Scene scene;
    auto boss = scene.user("boss", social::Role::Moderator);
    social::Moderator moderator{boss, scene.house.domain()};
    auto bob = scene.bring("ada", "bob");
    auto cleo = scene.bring("ada", "cleo");
    auto standing = [&](AccountId id) {
        auto tree = scene.house.read([&](db::Reader& reader) { return community::InvitationTree{reader, scene.house.domain()}; });
        auto person = *tree.find(id);
        return std::pair{person.is_leaving, person.is_suspended};
    };
    auto leave = [&](AccountId who) {
        scene.house.write([&](db::Transaction& tx) { return social::begin_grace(tx, who, 30, scene.house.now); }).value();
    };
    leave(bob);
    leave(scene.house.person("ada"));
    CHECK(standing(bob) == std::pair{true, false});
    CHECK(standing(scene.house.person("ada")) == std::pair{true, false});
    CHECK(standing(cleo) == std::pair{false, false});
    // A branch that is cut off meanwhile takes the way back away, and is given back as one.
    auto act = scene.house
                   .write([&](db::Transaction& tx) {
                       return community::act_on_branch(tx, moderator,
                                                       {.root = bob, .kind = community::BranchActKind::Cut, .text = "Enough"},
                                                       scene.house.now);
                   })
                   .value();
    CHECK(standing(bob) == std::pair{false, true});
    scene.house.write([&](db::Transaction& tx) { return community::undo_branch_act(tx, moderator, act.id, scene.house.now); })
        .value();
    CHECK(standing(bob) == std::pair{true, false});
    scene.house.write([&](db::Transaction& tx) { return social::come_back(tx, bob, scene.house.now); }).value();
    CHECK(standing(bob) == std::pair{false, false});
}

TEST_CASE("who is leaving counts in what invitations bring until they are erased")
{
    Scene scene;
    auto bob = scene.bring("ada", "bob");
    scene.bring("ada", "carla");
    scene.house.now = scene.house.now + days(60);
    auto members = [&](auto which) {
        auto growth = scene.house.read(
            [&](db::Reader& reader) { return community::growth_of(reader, scene.house.domain(), scene.house.now); });
        return (growth.*which).value().members;
    };
    auto before = members(&community::Growth::authentic);
    scene.house.write([&](db::Transaction& tx) { return social::begin_grace(tx, bob, 30, scene.house.now); }).value();
    CHECK(members(&community::Growth::authentic) == before);
    CHECK(members(&community::Growth::raw) == before);
    scene.house.write(
        [&](db::Transaction& tx) { return social::restrain(tx, bob, social::Restraint::Suspend, scene.house.now); });
    CHECK(members(&community::Growth::authentic) == before - 1);
    CHECK(members(&community::Growth::raw) == before);
}

TEST_CASE("a branch is cut off as one and given back as one, to exactly those it was taken from")
{
    Scene scene;
    auto boss = scene.user("boss", social::Role::Moderator);
    social::Moderator moderator{boss, scene.house.domain()};
    auto bob = scene.bring("ada", "bob");
    auto cleo = scene.bring("bob", "cleo");
    auto dora = scene.bring("cleo", "dora");
    auto elio = scene.bring("ada", "elio");
    scene.house.suspend("dora");
    scene.house.tick();
    auto is_suspended = [&](AccountId id) {
        return scene.house.read([&](db::Reader& reader) { return social::find_account(reader, id)->suspended_at.has_value(); });
    };
    auto tree = scene.house.read([&](db::Reader& reader) { return community::InvitationTree{reader, scene.house.domain()}; });
    CHECK(tree.roots() == std::vector{scene.house.person("ada")});
    CHECK(tree.find(scene.house.person("ada"))->below == 4);
    CHECK(tree.find(dora)->generation == 3);
    CHECK(tree.branch(bob) == std::vector{bob, cleo, dora});

    auto act = scene.house.write([&](db::Transaction& tx) {
        return community::act_on_branch(tx, moderator, {.root = bob, .kind = community::BranchActKind::Cut, .text = "Enough"},
                                        scene.house.now);
    });
    REQUIRE(act);
    CHECK(act->touched == 2);
    CHECK(is_suspended(bob));
    CHECK(is_suspended(cleo));
    CHECK(!is_suspended(elio));
    CHECK(scene.invite("cleo").error().key == "invitation.not_yours_to_make");

    auto undo = [&] {
        return scene.house.write(
            [&](db::Transaction& tx) { return community::undo_branch_act(tx, moderator, act->id, scene.house.now); });
    };
    REQUIRE(undo());
    CHECK(!is_suspended(bob));
    CHECK(!is_suspended(cleo));
    CHECK(is_suspended(dora));
    CHECK(undo().error().key == "invitation.branch_undone");
    auto log = scene.house.read([&](db::Reader& reader) { return social::moderation_log(reader, scene.house.domain(), {}, {}); });
    REQUIRE(log.items.size() == 2);
    CHECK(log.items[0].act == "undo_branch");
    CHECK(log.items[1].act == "cut_branch");
    CHECK(log.items[1].text == "Enough");
}

TEST_CASE("the tree says on whose branch one may act, and the act agrees")
{
    Scene scene;
    auto boss = scene.user("boss", social::Role::Moderator), other = scene.user("other", social::Role::Admin);
    auto bob = scene.bring("boss", "bob"), cleo = scene.bring("other", "cleo");
    auto tree = scene.house.read([&](db::Reader& reader) { return community::InvitationTree{reader, scene.house.domain()}; });
    for (auto [root, expected] : {std::pair{boss, false}, {other, false}, {bob, true}, {cleo, true}}) {
        CHECK(community::may_act_on_branch(*tree.find(root), boss) == expected);
        auto act = scene.house.write([&](db::Transaction& tx) {
            return community::act_on_branch(tx, {boss, scene.house.domain()},
                                            {.root = root, .kind = community::BranchActKind::Limit, .text = ""}, scene.house.now);
        });
        CHECK(act.has_value() == expected);
    }
    CHECK(!community::may_act_on_branch(*tree.find(bob), bob));
}

TEST_CASE("what was decided of one person since is not undone with the branch")
{
    Scene scene;
    auto boss = scene.user("boss", social::Role::Moderator);
    social::Moderator moderator{boss, scene.house.domain()};
    auto bob = scene.bring("ada", "bob");
    auto act = scene.house.write([&](db::Transaction& tx) {
        return community::act_on_branch(tx, moderator, {.root = bob, .kind = community::BranchActKind::Limit, .text = ""},
                                        scene.house.now);
    });
    REQUIRE(act);
    scene.house.write([&](db::Transaction& tx) {
        return social::relieve_account(tx, moderator, bob, social::Relief::Unsilence, scene.house.now);
    });
    scene.house.write([&](db::Transaction& tx) {
        return social::act_on_account(tx, moderator, bob, {.act = social::AccountAct::Silence}, scene.house.now);
    });
    REQUIRE(scene.house.write(
        [&](db::Transaction& tx) { return community::undo_branch_act(tx, moderator, act->id, scene.house.now); }));
    CHECK(scene.house.read([&](db::Reader& reader) { return social::find_account(reader, bob)->silenced_at.has_value(); }));
    auto none = scene.house.write([&](db::Transaction& tx) {
        return community::act_on_branch(tx, moderator, {.root = bob, .kind = community::BranchActKind::Limit, .text = ""},
                                        scene.house.now);
    });
    CHECK(none.error().key == "invitation.branch_untouched");
}
