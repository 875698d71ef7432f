// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/interests — what one cares about, as it shows here: seen, corrected, deleted and switched off by whom it is about; and
// /api/favilla/v1/spark_readers — who would care about a post.
#include "community/interests.h"

#include "community/ideas.h"
#include "community/spark_readers.h"
#include "console/named_accounts.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/statuses.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using community::Interest;

constexpr int shown_uses = 40;

void note_people(std::vector<AccountId>& people, const std::vector<Interest>& interests)
{
    for (const auto& interest : interests) {
        if (interest.followed) people.push_back(*interest.followed);
        if (interest.group) people.push_back(*interest.group);
    }
}

void write_interest(JsonWriter& json, const Api& api, const Accounts& accounts, const Interest& interest)
{
    json.object([&] {
        json.field("subject", interest.subject);
        json.field("label", interest.label);
        json.field("weight", interest.weight);
        json.field("strength", interest.strength);
        json.field("said", interest.said);
        json.field("follows_tag", interest.follows_tag);
        write_known_person(json, api, accounts, "followed", interest.followed);
        write_known_person(json, api, accounts, "group", interest.group);
        json.field("own", interest.own);
    });
}

struct OwnInterests {
    community::InterestChoices choices;
    std::vector<Interest> interests;
    std::vector<community::TakenOff> taken_off;
    std::vector<community::InterestUse> uses;
    Accounts accounts;
};

OwnInterests load_own(db::Reader& reader, AccountId who)
{
    OwnInterests own{.choices = community::interest_choices(reader, who),
                     .interests = community::interests_of(reader, who),
                     .taken_off = community::taken_off(reader, who),
                     .uses = community::uses_of(reader, who, shown_uses),
                     .accounts = {}};
    std::vector<AccountId> people;
    note_people(people, own.interests);
    for (const auto& use : own.uses) {
        people.push_back(use.by);
        if (use.page) people.push_back(*use.page);
    }
    own.accounts = load_accounts(reader, people);
    return own;
}

void write_use(JsonWriter& json, const Api& api, const Accounts& accounts, const community::InterestUse& use)
{
    json.object([&] {
        write_known_person(json, api, accounts, "by", use.by);
        write_known_person(json, api, accounts, "page", use.page);
        json.field("status_id", use.status);
        json.key("labels").array(use.labels, [&](const std::string& label) { json.value(label); });
        json.field("at", use.at);
    });
}

net::Response own_interests(Api& api)
{
    auto own = api.db.read([&](db::Reader& reader) { return load_own(reader, api.person()); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("kept", own.choices.kept);
            json.field("offered", own.choices.offered);
            json.field("introduced", own.choices.introduced);
            json.key("interests").array(own.interests, [&](const Interest& one) {
                write_interest(json, api, own.accounts, one);
            });
            json.key("taken_off").array(own.taken_off, [&](const community::TakenOff& one) {
                json.object([&] {
                    json.field("subject", one.subject);
                    json.field("label", one.label);
                });
            });
            json.key("uses").array(own.uses, [&](const community::InterestUse& use) { write_use(json, api, own.accounts, use); });
        });
    });
}

net::Response answer(Api& api, const Result<void>& done) { return done ? own_interests(api) : error_response(api, done.error()); }

net::Response change(Api& api, Result<void> (*act)(db::Transaction&, AccountId, std::string_view, Time), std::string_view param)
{
    auto word = api.params.text_or(param, "");
    return answer(api, api.db.write([&](db::Transaction& tx) { return act(tx, api.person(), word, api.now); }));
}

}  // namespace

net::Response get_interests(const net::Request&, Api& api)
{
    // Whoever looks sees what is so now, not what was so a minute ago.
    api.db.write([&](db::Transaction& tx) {
        community::note_stale(tx, api.person());
        community::weigh(tx, api.person(), api.now);
    });
    return own_interests(api);
}

net::Response patch_interests(const net::Request&, Api& api)
{
    community::InterestChoice choice{
        .kept = api.params.flag("kept"), .offered = api.params.flag("offered"), .introduced = api.params.flag("introduced")};
    return answer(api, api.db.write([&](db::Transaction& tx) { return community::choose(tx, api.person(), choice, api.now); }));
}

net::Response post_interest(const net::Request&, Api& api) { return change(api, community::add_interest, "word"); }
net::Response take_interest_off(const net::Request&, Api& api) { return change(api, community::take_off, "subject"); }
net::Response let_interest_return(const net::Request&, Api& api) { return change(api, community::let_return, "subject"); }

net::Response delete_interests(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) { community::delete_interests(tx, api.person(), api.now); });
    return own_interests(api);
}

bool looks_after(db::Reader& reader, DomainId domain, std::optional<AccountId> page, AccountId who)
{
    return page ? social::role_for_page(reader, *page, who).has_value() : community::tends(reader, domain, std::nullopt, who);
}

namespace {

// What is asked about: a post that is there, or the words of one that is not yet.
Result<community::Spark> read_spark(db::Reader& reader, const Api& api, std::optional<StatusId> status)
{
    community::Spark spark{
        .domain = api.domain.id, .by = api.person(), .page = api.params.id<AccountId>("page_id"), .author = {}};
    if (!looks_after(reader, api.domain.id, spark.page, spark.by)) return refuse(ErrorCode::Forbidden, "spark.not_allowed");
    if (status) {
        auto found = social::find_status(reader, *status, api.viewer);
        if (!found || found->boost_of) return refuse(ErrorCode::NotFound, "record.not_found");
        spark.author = found->author;
        spark.text = found->content_warning + "\n" + found->text;
        spark.language = found->language.value_or("");
    } else {
        spark.text = api.params.text_or("text", "");
        spark.language = api.params.text_or("language", "");
    }
    if (spark.text.size() > social::max_status_bytes) return refuse(ErrorCode::Invalid, "spark.too_long");
    return spark;
}

void write_readers(JsonWriter& json, const Api& api, const community::SparkReaders& found, const Accounts& accounts)
{
    json.object([&] {
        json.field("agreed", found.agreed);
        json.field("never", found.never);
        json.key("subjects").array(found.subjects, [&](const community::Subject& subject) { json.value(subject.label); });
        json.key("readers").array(found.readers, [&](const community::SparkReader& reader) {
            json.object([&] {
                write_person(json, api, accounts, "account", reader.account);
                json.field("score", reader.score);
                json.key("reasons").array(reader.reasons, [&](const Interest& one) { write_interest(json, api, accounts, one); });
            });
        });
    });
}

}  // namespace

net::Response post_spark_readers(const net::Request&, Api& api)
{
    auto status = api.params.id<StatusId>("status_id");
    if (api.params.has("status_id") && !status) return not_found(api);
    auto limit = mastodon::read_page(api.params, 10, community::most_spark_readers).limit;
    struct Found {
        community::Spark spark;
        community::SparkReaders readers;
        Accounts accounts;
    };
    auto found = api.db.read([&](db::Reader& reader) -> Result<Found> {
        TRY(auto spark, read_spark(reader, api, status));
        auto readers = community::readers_of_spark(reader, spark, limit);
        std::vector<AccountId> people;
        for (const auto& one : readers.readers) {
            people.push_back(one.account);
            note_people(people, one.reasons);
        }
        return Found{std::move(spark), std::move(readers), load_accounts(reader, people)};
    });
    if (!found) return error_response(api, found.error());
    if (!found->readers.readers.empty())
        api.db.write([&](db::Transaction& tx) { community::note_suggested(tx, found->spark, status, found->readers, api.now); });
    return json_response(200, [&](JsonWriter& json) { write_readers(json, api, found->readers, found->accounts); });
}

}  // namespace favilla::console
