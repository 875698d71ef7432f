// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/integrity — what is said of oneself, what one says to that, what one is tied to; and what everybody is told of an account.
#include "console/integrity_json.h"
#include "console/routes.h"
#include "integrity/process.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using integrity::Finding;

struct OwnAffairs {
    std::vector<integrity::Disclosure> disclosures;
    std::vector<AccountId> teams;
    std::vector<Finding> findings;
    Accounts people;
    std::set<StatusId> there;  // of the posts that the findings show
};

OwnAffairs load_own(db::Reader& reader, AccountId me)
{
    OwnAffairs own{.disclosures = integrity::disclosures_of(reader, me),
                   .teams = integrity::teams_of(reader, me),
                   .findings = integrity::findings_about(reader, me),
                   .people = {},
                   .there = {}};
    for (const auto& finding : own.findings) own.there.merge(still_there(reader, finding.evidence, me));
    auto named = own.teams;
    for (const auto& disclosure : own.disclosures) named.push_back(disclosure.page);
    own.people = load_accounts(reader, named);
    return own;
}

// Of the others no more than how many they are.
void write_own_finding(JsonWriter& json, const Finding& finding, AccountId me, const std::set<StatusId>& there)
{
    const auto& member = *finding.member(me);
    const auto& evidence = finding.evidence;
    json.object([&] {
        json.field("id", finding.id);
        json.field("standing", name_of(member.standing));
        json.field("noticed_at", finding.noticed_at);
        json.field("due_at", due_at(finding));
        json.field("may_explain", may_explain(member));
        json.field("may_appeal", may_appeal(member));
        json.field("answer", member.answer);
        json.field("reason", member.reason);
        json.field("accounts", finding.members.size());
        json.field("posts", evidence.posts);
        json.field("days", evidence.days);
        json.field("observed", evidence.observed);
        json.field("expected", evidence.expected);
        json.field("near_days", evidence.near_days);
        json.field("near_expected", evidence.near_expected);
        write_weeks(json, evidence);
        json.key("acts").begin_array();
        for (const auto& post : evidence.shown)
            for (const auto& act : post.acts) {
                if (act.account != me) continue;
                json.object([&] {
                    json.field("status_id", post.status);
                    json.field("is_gone", !there.contains(post.status));
                    json.field("at", time_of_seconds(act.at));
                    json.field("together", post.together);
                });
            }
        json.end_array();
    });
}

net::Response own_response(Api& api)
{
    auto own = api.db.read([&](db::Reader& reader) { return load_own(reader, api.me()); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("disclosures").array(own.disclosures, [&](const auto& one) {
                write_disclosure(json, api, one, own.people);
            });
            json.key("teams").array(own.teams, [&](AccountId page) {
                json.object([&] { write_known_person(json, api, own.people, "page", page); });
            });
            json.key("findings").array(own.findings, [&](const Finding& finding) {
                write_own_finding(json, finding, api.me(), own.there);
            });
        });
    });
}

}  // namespace

net::Response get_own_integrity(const net::Request&, Api& api) { return own_response(api); }

net::Response answer_integrity_notice(const net::Request& request, Api& api)
{
    auto id = parse_id<integrity::FindingId>(request.param("id"));
    auto kind = api.params.text_or("answer", "");
    if (!id) return not_found(api);
    if (kind != "explain" && kind != "appeal") return error_response(api, Error{ErrorCode::Invalid, "integrity.act"});
    auto answer = kind == "explain" ? integrity::Answer::Explain : integrity::Answer::Appeal;
    auto done = api.db.write([&](db::Transaction& tx) {
        return integrity::answer_notice(tx, api.services.random, api.me(), *id, answer, api.params.text_or("text", ""), api.now);
    });
    return done ? own_response(api) : error_response(api, done.error());
}

net::Response post_disclosure(const net::Request&, Api& api)
{
    auto page = api.params.id<AccountId>("page_id");
    auto relation = integrity::parse_relation(api.params.text_or("relation", ""));
    if (!relation) return error_response(api, Error{ErrorCode::Invalid, "integrity.relation"});
    auto done = api.db.write([&](db::Transaction& tx) {
        return integrity::disclose_and_settle(tx, api.services.random, api.me(), page.value_or(AccountId{}), *relation, api.now);
    });
    return done ? own_response(api) : error_response(api, done.error());
}

net::Response delete_disclosure(const net::Request& request, Api& api)
{
    auto id = parse_id<integrity::DisclosureId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return integrity::end_disclosure(tx, api.me(), *id, api.now); });
    return done ? own_response(api) : error_response(api, done.error());
}

net::Response get_integrity_label(const net::Request& request, Api& api)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return not_found(api);
    Accounts people;
    std::vector<integrity::Disclosure> disclosures;
    auto label = api.db.read([&](db::Reader& reader) -> std::optional<integrity::PublicLabel> {
        auto account = social::find_account(reader, *id);
        if (!account || !account->is_known()) return std::nullopt;
        if (account->domain && account->domain != api.domain.id) return integrity::PublicLabel{};
        disclosures = integrity::holding_disclosures(reader, *id);
        std::vector<AccountId> pages;
        for (const auto& disclosure : disclosures) pages.push_back(disclosure.page);
        people = load_accounts(reader, pages);
        if (!account->domain) return integrity::PublicLabel{};  // what their own server says of them, and nothing of ours
        return integrity::public_label_of(reader, *id);
    });
    if (!label) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("disclosures").array(disclosures, [&](const auto& one) { write_disclosure(json, api, one, people); });
            json.field("is_affiliated", label->is_affiliated);
            json.key("coordinated");
            if (!label->coordinated) return json.value(nullptr);
            const auto& finding = *label->coordinated;
            json.object([&] {
                json.field("accounts", finding.members.size());
                json.field("posts", finding.evidence.posts);
                json.field("observed", finding.evidence.observed);
                json.field("expected", finding.evidence.expected);
                json.field("near_days", finding.evidence.near_days);
                json.field("near_expected", finding.evidence.near_expected);
                json.field("since", finding.member(*id)->changed_at);
            });
        });
    });
}

}  // namespace favilla::console
