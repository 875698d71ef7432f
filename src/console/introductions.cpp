// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/introductions — two members are asked, each apart, whether they would like to meet.
#include "community/introductions.h"

#include "console/named_accounts.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using community::Introduction;

struct Introductions {
    std::vector<Introduction> asked, made_by_me;
    Accounts accounts;
};

void note_people(std::vector<AccountId>& people, const Introduction& one)
{
    people.insert(people.end(), {one.by, one.first, one.second});
}

Introductions load_introductions(db::Reader& reader, AccountId who)
{
    Introductions found{community::introductions_for(reader, who), community::introductions_by(reader, who), {}};
    std::vector<AccountId> people;
    for (const auto& one : found.asked) note_people(people, one);
    for (const auto& one : found.made_by_me) note_people(people, one);
    found.accounts = load_accounts(reader, people);
    return found;
}

// To one of the two: who it is with, why, and what they said themselves; never what the other said.
void write_asked(JsonWriter& json, const Api& api, const Introductions& found, const Introduction& one)
{
    json.object([&] {
        json.field("id", one.id);
        write_known_person(json, api, found.accounts, "by", one.by);
        write_known_person(json, api, found.accounts, "with", one.other_than(api.person()));
        json.field("word", one.word);
        json.key("labels").array(one.labels, [&](const std::string& label) { json.value(label); });
        json.key("said");
        if (auto said = one.said_by(api.person()))
            json.value(*said ? "yes" : "no");
        else
            json.value(nullptr);
        json.field("state", community::name_of(one.state));
        json.field("created_at", one.created_at);
    });
}

// To who introduces: what came of it, not who said what.
void write_made(JsonWriter& json, const Api& api, const Introductions& found, const Introduction& one)
{
    json.object([&] {
        json.field("id", one.id);
        write_known_person(json, api, found.accounts, "first", one.first);
        write_known_person(json, api, found.accounts, "second", one.second);
        json.field("word", one.word);
        json.field("state", community::name_of(one.state));
        json.field("created_at", one.created_at);
    });
}

net::Response all_introductions(Api& api)
{
    auto found = api.db.read([&](db::Reader& reader) { return load_introductions(reader, api.person()); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("asked").array(found.asked, [&](const Introduction& one) { write_asked(json, api, found, one); });
            json.key("made_by_me").array(found.made_by_me, [&](const Introduction& one) { write_made(json, api, found, one); });
        });
    });
}

template <class Act>
net::Response act_on(const net::Request& request, Api& api, Act&& act)
{
    auto id = parse_id<IntroductionId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, *id); });
    return done ? all_introductions(api) : error_response(api, done.error());
}

net::Response say(const net::Request& request, Api& api, bool yes)
{
    return act_on(request, api, [&](db::Transaction& tx, IntroductionId id) {
        return community::answer_introduction(tx, id, api.person(), yes, api.now);
    });
}

}  // namespace

net::Response get_introductions(const net::Request&, Api& api) { return all_introductions(api); }

net::Response post_introduction(const net::Request&, Api& api)
{
    auto people = api.params.ids<AccountId>("account_ids");
    if (people.size() != 2) return error_response(api, Error{ErrorCode::Invalid, "introduction.two"});
    auto made = api.db.write([&](db::Transaction& tx) {
        return community::introduce(
            tx, {.by = api.person(), .first = people[0], .second = people[1], .word = api.params.text_or("word", "")}, api.now);
    });
    return made ? all_introductions(api) : error_response(api, made.error());
}

net::Response accept_introduction(const net::Request& request, Api& api) { return say(request, api, true); }
net::Response decline_introduction(const net::Request& request, Api& api) { return say(request, api, false); }

net::Response delete_introduction(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, IntroductionId id) {
        return community::withdraw_introduction(tx, id, api.person(), api.now);
    });
}

net::Response get_introduction_ideas(const net::Request&, Api& api)
{
    auto limit = mastodon::read_page(api.params, 10, 40).limit;
    struct Found {
        std::vector<community::IntroductionIdea> ideas;
        Accounts accounts;
    };
    auto found = api.db.read([&](db::Reader& reader) -> Result<Found> {
        if (!looks_after(reader, api.domain.id, api.params.id<AccountId>("page_id"), api.person()))
            return refuse(ErrorCode::Forbidden, "introduction.not_allowed");
        auto ideas = community::whom_to_introduce(reader, api.domain.id, api.person(), limit, api.now);
        std::vector<AccountId> people;
        for (const auto& idea : ideas) people.insert(people.end(), {idea.first, idea.second});
        return Found{std::move(ideas), load_accounts(reader, people)};
    });
    if (!found) return error_response(api, found.error());
    return json_response(200, [&](JsonWriter& json) {
        json.array(found->ideas, [&](const community::IntroductionIdea& idea) {
            json.object([&] {
                write_person(json, api, found->accounts, "first", idea.first);
                write_person(json, api, found->accounts, "second", idea.second);
                json.key("labels").array(idea.labels, [&](const std::string& label) { json.value(label); });
                json.field("score", idea.score);
            });
        });
    });
}

}  // namespace favilla::console
