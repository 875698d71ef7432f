// SPDX-License-Identifier: AGPL-3.0-or-later
// The log: what was changed by hand shows, and what goes with a person leaves it whole.
#include "integrity/chain.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "support/ring_scene.h"

using namespace favilla;
using namespace favilla::integrity;
using Scene = test::RingScene;

namespace {

std::vector<std::string> keys_of(const Verified& verified)
{
    std::vector<std::string> keys;
    for (const auto& problem : verified.problems) keys.push_back(problem.key);
    return keys;
}

}  // namespace

TEST_CASE("any edit by hand is found and named")
{
    Scene scene;
    auto id = scene.noticed();
    auto key = PrivateKey::make_ed25519(scene.random);
    scene.house.write([&](db::Transaction& tx) { sign_head(tx, scene.house.domain(), "house.test", key, scene.house.now); });
    auto sound = scene.verify();
    CHECK(sound.problems.empty());
    CHECK(sound.entries > 10);
    CHECK(sound.heads == 1);

    auto after = [&](std::string_view edit, std::string_view undo) {
        scene.house.write([&](db::Transaction& tx) { tx.run(edit); });
        auto found = keys_of(scene.verify());
        scene.house.write([&](db::Transaction& tx) { tx.run(undo); });
        REQUIRE(scene.verify().problems.empty());
        return found;
    };
    CHECK(after("UPDATE integrity_log SET act = 'jun' WHERE number = 1", "UPDATE integrity_log SET act = 'open' WHERE number = 1")
          == std::vector<std::string>{"integrity.verify.hash"});
    CHECK(after("UPDATE integrity_log SET logged_at = logged_at + 1 WHERE number = 3",
                "UPDATE integrity_log SET logged_at = logged_at - 1 WHERE number = 3")
          == std::vector<std::string>{"integrity.verify.hash"});
    CHECK(after("UPDATE integrity_findings SET state = 'dismissed'", "UPDATE integrity_findings SET state = 'noticed'")
          == std::vector<std::string>{"integrity.verify.state"});
    CHECK(after("UPDATE integrity_openings SET account_id = account_id + 1 WHERE number = 2 AND part = 'subject'",
                "UPDATE integrity_openings SET account_id = account_id - 1 WHERE number = 2 AND part = 'subject'")
              .front()
          == "integrity.verify.opening");
    CHECK(after("UPDATE integrity_heads SET number = number - 1", "UPDATE integrity_heads SET number = number + 1").size() == 2);
    CHECK(after("UPDATE integrity_findings SET evidence = evidence || ' '",
                "UPDATE integrity_findings SET evidence = trim(evidence)")
          == std::vector<std::string>{"integrity.verify.evidence"});

    // An entry that is taken out, or a whole finding.
    scene.house.write([&](db::Transaction& tx) { tx.run("DELETE FROM integrity_members WHERE finding_id = $1", id); });
    CHECK(keys_of(scene.verify()).size() == 6);
    scene.house.write([&](db::Transaction& tx) { tx.run("DELETE FROM integrity_log WHERE number = 4"); });
    auto left = keys_of(scene.verify());
    CHECK(std::ranges::find(left, "integrity.verify.gap") != left.end());
    CHECK(std::ranges::find(left, "integrity.verify.previous") != left.end());
}

TEST_CASE("somebody who leaves for good takes along what was theirs, and the log still verifies")
{
    Scene scene;
    auto page = scene.page("press");
    auto id = scene.noticed();
    auto who = scene.who_is("tre");
    (void)scene.attempt([&](auto& tx) { return disclose(tx, who, page, Relation::RelatedTo, scene.house.now); });
    (void)scene.attempt(
        [&](auto& tx) { return answer_notice(tx, scene.random, who, id, Answer::Appeal, "It is mine", scene.house.now); });
    scene.house.write([&](db::Transaction& tx) {
        tx.run("UPDATE accounts SET deleted_at = $2 WHERE id = $1", who, scene.house.now);
        forget_integrity_of_deleted(tx, scene.random, who, scene.house.now);
    });
    CHECK(scene.verify().problems.empty());
    auto entries = scene.house.read([&](db::Reader& reader) { return entries_of_finding(reader, scene.house.domain(), id); });
    for (const auto& entry : entries) {
        CHECK(entry.subject != who);
        CHECK(entry.actor != who);
        CHECK(entry.words.value_or("") != "It is mine");
    }
    CHECK(scene.findings()[0].members.size() == 5);
    auto left = scene.findings()[0];
    for (const auto& post : left.evidence.shown)
        for (const auto& act : post.acts) CHECK(act.account != who);
    CHECK(scene.house.read([&](db::Reader& reader) { return disclosures_of(reader, who); }).empty());
}
