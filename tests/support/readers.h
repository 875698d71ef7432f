// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/readers.h — a house whose accounts are read by e-mail: subscriptions that were asked for and confirmed, and the
// mails that go out.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "base/embedded_files.h"
#include "base/locale.h"
#include "distribution/mail_posts.h"
#include "jobs/events.h"
#include "social/status_events.h"
#include "support/house.h"

namespace favilla::test {

class Readers {
public:
    Readers()
    {
        house.subscriptions->inside<social::StatusPosted>("mail.begin",
                                                          [this](db::Transaction& tx, const social::StatusPosted& event) {
                                                              distribution::begin_mailing(tx, event.status, house.now);
                                                          });
    }

    // From now on others may discover it, and its posts are offered by mail.
    AccountId discover(std::string_view name)
    {
        auto id = house.person(name);
        house.write([&](db::Transaction& tx) { REQUIRE(social::update_profile(tx, id, {.discoverable = true})); });
        return id;
    }
    void ask(std::string_view name, std::string email, distribution::Rhythm rhythm = distribution::Rhythm::Each,
             std::string language = "en")
    {
        auto id = house.person(name);
        house.write([&](db::Transaction& tx) {
            auto domain = *social::find_domain(tx, house.domain());
            distribution::request_subscription(tx, key, system_random(), domain, {id, email, language, rhythm}, house.now);
        });
    }
    // The mails that ask for a confirmation at that address, oldest first.
    std::vector<social::Mail> requests_to(std::string_view email)
    {
        std::vector<social::Mail> letters;
        house.read([&](db::Reader& reader) {
            for (auto row : reader.rows("SELECT payload FROM jobs WHERE kind = $1 ORDER BY id", distribution::request_job))
                if (auto mail = distribution::compose_request(locale, row.get<std::string>(0), "", house.now);
                    mail && mail->to == email)
                    letters.push_back(*mail);
        });
        return letters;
    }
    std::string secret_to(std::string_view email)
    {
        auto letters = requests_to(email);
        REQUIRE_FALSE(letters.empty());
        const auto& text = letters.back().text;
        auto at = text.find("token=") + 6;
        return text.substr(at, text.find('\n', at) - at);
    }
    Result<distribution::SubscriptionId> confirm(const std::string& secret)
    {
        return house.write([&](db::Transaction& tx) { return distribution::confirm_subscription(tx, secret, house.now); });
    }
    distribution::SubscriptionId subscribe(std::string_view name, std::string email,
                                           distribution::Rhythm rhythm = distribution::Rhythm::Each, std::string language = "en")
    {
        ask(name, email, rhythm, std::move(language));
        auto confirmed = confirm(secret_to(email));
        REQUIRE(confirmed);
        return *confirmed;
    }
    std::optional<distribution::Subscription> find(distribution::SubscriptionId id)
    {
        return house.read([&](db::Reader& reader) { return distribution::find_subscription(reader, id); });
    }

    // Does the jobs of a kind that are there, and takes them away; how many there were.
    template <class Work>
    int each_job(const std::function<void(const Work&)>& act)
    {
        std::vector<Work> work;
        house.write([&](db::Transaction& tx) {
            work.clear();
            for (const db::Row row : tx.rows("SELECT payload FROM jobs WHERE kind = $1 ORDER BY id", Work::name))
                work.push_back(jobs::decode<Work>(row.get<std::string>(0)));
            tx.run("DELETE FROM jobs WHERE kind = $1", Work::name);
        });
        for (const auto& one : work) act(one);
        return static_cast<int>(work.size());
    }
    void spread(int at_most = distribution::slice_of_subscriptions)
    {
        while (each_job<distribution::SpreadWork>([&](const distribution::SpreadWork& work) {
                   house.write([&](db::Transaction& tx) { distribution::spread(tx, work, house.now, at_most); });
               })
               > 0) {}
    }
    // Everything that is due by now, as it would leave, to whom the mail server takes; an answer is given to all others.
    std::vector<social::Mail> sent(std::string_view refused = "", std::string_view answer = "")
    {
        std::vector<social::Mail> mails;
        spread();
        house.write([&](db::Transaction& tx) { distribution::begin_digests(tx, house.now); });
        each_job<distribution::LetterWork>([&](const distribution::LetterWork& work) {
            auto due = house.read([&](db::Reader& reader) { return distribution::find_letter(reader, key, work); });
            house.write([&](db::Transaction& tx) {
                bool taken = due && due->letter.subscription.email != refused;
                if (taken) distribution::settle_sent(tx, *due);
                if (due && !taken) distribution::settle_refused(tx, *due, {std::string{answer}}, house.now);
                distribution::drop_unseen(tx, work);
            });
            if (due && due->letter.subscription.email != refused)
                mails.push_back(distribution::compose_posts(locale, due->letter, "", house.now));
        });
        return mails;
    }
    distribution::MailCounts counts(StatusId status)
    {
        auto found = house.read([&](db::Reader& reader) { return distribution::count_mail(reader, status); });
        return found.value_or(distribution::MailCounts{-1, -1, -1});
    }

    House house = test::house();
    Locale locale{embedded_files(), MissingText::Throw};
    social::MailKey key{"a key of tests"};
};

}  // namespace favilla::test
