// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_posts.h"

#include <algorithm>

#include "support/house.h"
#include "support/readers.h"

using namespace favilla;
using namespace favilla::distribution;
using social::Visibility;

namespace {

std::string_view header(const social::Mail& mail, std::string_view name)
{
    for (const auto& [key, value] : mail.headers)
        if (key == name) return value;
    return {};
}

bool holds(std::string_view text, std::string_view words) { return text.find(words) != std::string_view::npos; }

std::vector<std::string> recipients(const std::vector<social::Mail>& mails)
{
    std::vector<std::string> all;
    for (const auto& mail : mails) all.push_back(mail.to);
    std::ranges::sort(all);
    return all;
}

void check_counts(const MailCounts& counts, std::int64_t pending, std::int64_t delivered, std::int64_t failed)
{
    CHECK(counts.pending == pending);
    CHECK(counts.delivered == delivered);
    CHECK(counts.failed == failed);
}

}  // namespace

TEST_CASE("a new public post goes to whoever wants each, with its words, its page and a way out")
{
    test::Readers readers;
    readers.discover("ada");
    auto id = readers.subscribe("ada", "reader@mail.test");
    auto post =
        readers.house.post("ada", "The market opens at *eight*, see https://market.test/hours?a=1&b=2", {.language = "en"});
    auto mails = readers.sent();
    REQUIRE(mails.size() == 1);
    const auto& mail = mails.front();
    CHECK(mail.to == "reader@mail.test");
    CHECK(holds(mail.subject, "ada: The market opens at"));
    CHECK(holds(mail.text, "see https://market.test/hours?a=1&b=2\n"));
    CHECK(holds(mail.text, "\n" + post.url + "\n"));
    CHECK(holds(mail.html, "href=\"" + post.url + "\""));
    CHECK(holds(mail.html, "<div lang=\"en\">"));
    auto way_out = "https://house.test/mail/unsubscribe?token=" + link_of(readers.key, id);
    CHECK(holds(mail.text, way_out));
    CHECK(header(mail, "List-Unsubscribe") == "<" + way_out + ">");
    CHECK(header(mail, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click");
    CHECK(header(mail, "List-Id") == "<ada.house.test>");
    CHECK(header(mail, "Precedence") == "list");
    check_counts(readers.counts(post.id), 0, 1, 0);
    CHECK(readers.sent().empty());
}

TEST_CASE("only what is public and answers nobody else goes out")
{
    test::Readers readers;
    readers.discover("ada");
    readers.subscribe("ada", "reader@mail.test");
    auto theirs = readers.house.post("bob", "By somebody else");
    for (auto visibility : {Visibility::Unlisted, Visibility::Private, Visibility::Direct})
        readers.house.post("ada", "@bob not for all", {.visibility = visibility});
    readers.house.reply("ada", theirs, "An answer");
    CHECK(readers.sent().empty());
    auto mine = readers.house.post("ada", "First part");
    readers.house.reply("ada", mine, "Second part");
    CHECK(readers.sent().size() == 2);
}

TEST_CASE("each reader is written to in their own language")
{
    test::Readers readers;
    readers.discover("ada");
    readers.subscribe("ada", "en@mail.test", Rhythm::Each, "en");
    readers.subscribe("ada", "it@mail.test", Rhythm::Each, "it");
    readers.house.post("ada", "Hello");
    auto mails = readers.sent();
    REQUIRE(mails.size() == 2);
    for (const auto& mail : mails) {
        CHECK(holds(mail.html, mail.to.starts_with("it") ? "<html lang=\"it\">" : "<html lang=\"en\">"));
        CHECK(holds(mail.text, mail.to.starts_with("it") ? "annulla l’abbonamento" : "or unsubscribe"));
    }
}

TEST_CASE("behind a content warning stands the warning and the way to the post, in both parts and in the subject")
{
    test::Readers readers;
    readers.discover("ada");
    readers.subscribe("ada", "reader@mail.test");
    auto post = readers.house.post(
        "ada", "It was the gardener",
        {.content_warning = "The end of the film", .poll = social::PollDraft{{"gardener yes", "gardener no"}, hours(1)}});
    auto mail = readers.sent().at(0);
    for (const auto& part : {mail.text, mail.html}) {
        CHECK(holds(part, "Content warning: The end of the film"));
        CHECK_FALSE(holds(part, "gardener"));
        CHECK(holds(part, post.url));
    }
    CHECK(mail.subject == "ada: The end of the film");
}

TEST_CASE("a poll is a list of its options and the way to vote")
{
    test::Readers readers;
    readers.discover("ada");
    readers.subscribe("ada", "reader@mail.test");
    readers.house.post("ada", "Which square?", {.poll = social::PollDraft{{"Market <b>", "Station"}, hours(1)}});
    auto mail = readers.sent().at(0);
    CHECK(holds(mail.text, "\n* Market <b>\n* Station\n"));
    CHECK(holds(mail.text, "Vote, and see what others say:\n"));
    CHECK(holds(mail.html, "<ul><li>Market &lt;b&gt;</li><li>Station</li></ul>"));
}

TEST_CASE("xss-corpus: nothing in a post, a name or a warning becomes markup of a mail")
{
    test::Readers readers;
    auto ada = readers.discover("ada");
    readers.subscribe("ada", "reader@mail.test", Rhythm::Daily);
    for (std::string vector :
         {"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>",
          "</title><script>alert(1)</script>", "[x](javascript:alert(1))", "--><iframe src=javascript:alert(1)>"}) {
        readers.house.write(
            [&](db::Transaction& tx) { REQUIRE(social::update_profile(tx, ada, {.display_name = vector.substr(0, 30)})); });
        readers.house.post("ada", vector, {.poll = social::PollDraft{{vector, "no"}, hours(1)}});
        readers.house.post("ada", "x", {.content_warning = vector});
        readers.house.now = readers.house.now + days(1);
        auto mail = readers.sent().at(0);
        for (std::string_view tag : {"<script", "<img", "<svg", "<iframe", "href=\"javascript"})
            CHECK_MESSAGE(!holds(mail.html, tag), vector);
        CHECK_MESSAGE(holds(mail.html, "alert(1)"), "it is shown, as words");
        auto message = social::mime_message(mail);
        CHECK_MESSAGE(message.find("\r\n\r\n") != std::string::npos, "the headers end once");
    }
}

TEST_CASE("a digest gathers what was written, comes by its rhythm, and not when there is nothing new")
{
    test::Readers readers;
    readers.discover("ada");
    readers.subscribe("ada", "daily@mail.test", Rhythm::Daily);
    readers.subscribe("ada", "weekly@mail.test", Rhythm::Weekly);
    readers.house.now = *next_digest_after(readers.house.now, Rhythm::Weekly) + minutes(1);
    CHECK_MESSAGE(readers.sent().empty(), "there was nothing yet");
    auto first = readers.house.post("ada", "Morning words"), second = readers.house.post("ada", "Evening words");
    CHECK(readers.sent().empty());
    check_counts(readers.counts(first.id), 2, 0, 0);

    readers.house.now = readers.house.now + days(1);
    auto mails = readers.sent();
    REQUIRE(recipients(mails) == std::vector<std::string>{"daily@mail.test"});
    CHECK(mails.front().subject == "ada: 2 new posts");
    CHECK(mails.front().text.find("Morning words") < mails.front().text.find("Evening words"));
    check_counts(readers.counts(second.id), 1, 1, 0);

    readers.house.now = readers.house.now + days(1);
    CHECK(readers.sent().empty());
    readers.house.now = readers.house.now + days(5);
    CHECK(recipients(readers.sent()) == std::vector<std::string>{"weekly@mail.test"});
    check_counts(readers.counts(first.id), 0, 2, 0);
}

TEST_CASE("a digest of more than fits shows the newest and says how many more there are")
{
    test::Readers readers;
    readers.discover("ada");
    readers.subscribe("ada", "reader@mail.test", Rhythm::Daily);
    for (int i = 0; i < 53; ++i) readers.house.post("ada", "Post number " + std::to_string(i) + ".");
    readers.house.now = readers.house.now + days(1);
    auto mail = readers.sent().at(0);
    CHECK(mail.subject == "ada: 53 new posts");
    CHECK(holds(mail.text, "3 more posts, on the page of ada:\nhttps://house.test/@ada\n"));
    CHECK_FALSE(holds(mail.text, "Post number 2."));
    CHECK(holds(mail.text, "Post number 3."));
    CHECK(holds(mail.text, "Post number 52."));
    readers.house.now = readers.house.now + days(1);
    CHECK(readers.sent().empty());
}

TEST_CASE("what was deleted before it was sent is not sent, and not waited for")
{
    test::Readers readers;
    readers.discover("ada");
    readers.subscribe("ada", "each@mail.test");
    readers.subscribe("ada", "daily@mail.test", Rhythm::Daily);
    auto post = readers.house.post("ada", "A slip of the tongue");
    readers.spread();
    readers.house.remove(post);
    readers.house.now = readers.house.now + days(1);
    CHECK(readers.sent().empty());
    check_counts(readers.counts(post.id), 0, 0, 0);
}

TEST_CASE("an account that was suspended, or closed its posts to mail, sends nothing")
{
    test::Readers readers;
    auto ada = readers.discover("ada");
    readers.discover("bob");
    readers.subscribe("ada", "reader@mail.test");
    readers.subscribe("bob", "reader@mail.test");
    auto post = readers.house.post("ada", "Before");
    readers.house.post("bob", "Before");
    readers.spread();
    readers.house.write([&](db::Transaction& tx) { choose_mail(tx, ada, false); });
    readers.house.suspend("bob");
    CHECK(readers.sent().empty());
    check_counts(readers.counts(post.id), 0, 0, 0);
    readers.house.post("ada", "Meanwhile");
    CHECK(readers.sent().empty());
    readers.house.write([&](db::Transaction& tx) { choose_mail(tx, ada, true); });
    readers.house.post("ada", "After");
    CHECK(readers.sent().size() == 1);
}

TEST_CASE("who leaves gets nothing more, what waited included")
{
    test::Readers readers;
    readers.discover("ada");
    auto id = readers.subscribe("ada", "reader@mail.test");
    auto post = readers.house.post("ada", "Hello");
    readers.spread();
    readers.house.write([&](db::Transaction& tx) { unsubscribe(tx, id); });
    CHECK(readers.sent().empty());
    check_counts(readers.counts(post.id), 0, 0, 0);
    CHECK_FALSE(readers.find(id));
}

TEST_CASE("a refused address counts as failed; once given up, it is written to no more")
{
    test::Readers readers;
    readers.discover("ada");
    auto id = readers.subscribe("ada", "gone@mail.test");
    readers.subscribe("ada", "reader@mail.test");
    auto post = readers.house.post("ada", "Hello");
    CHECK(recipients(readers.sent("gone@mail.test", "550 5.1.1 no such mailbox"))
          == std::vector<std::string>{"reader@mail.test"});
    check_counts(readers.counts(post.id), 0, 1, 1);
    CHECK(readers.find(id)->bounced_at);
    auto next = readers.house.post("ada", "Again");
    CHECK(recipients(readers.sent()) == std::vector<std::string>{"reader@mail.test"});
    check_counts(readers.counts(next.id), 0, 1, 0);
}

TEST_CASE("what still waited for an address that is given up has failed")
{
    test::Readers readers;
    readers.discover("ada");
    auto id = readers.subscribe("ada", "full@mail.test");
    std::vector<social::Status> posts;
    for (int i = 0; i < 5; ++i) posts.push_back(readers.house.post("ada", "Post " + std::to_string(i)));
    CHECK(readers.sent("full@mail.test", "552 5.2.2 full").empty());
    CHECK(readers.find(id)->bounced_at);
    for (const auto& post : posts) check_counts(readers.counts(post.id), 0, 0, 1);
}

TEST_CASE("many subscriptions are told slice by slice, each once, also when the event comes twice")
{
    test::Readers readers;
    readers.discover("ada");
    for (int i = 0; i < 7; ++i) readers.subscribe("ada", "reader" + std::to_string(i) + "@mail.test");
    auto post = readers.house.post("ada", "Hello");
    readers.house.write([&](db::Transaction& tx) { begin_mailing(tx, post.id, readers.house.now); });
    readers.spread(2);
    check_counts(readers.counts(post.id), 7, 0, 0);
    CHECK(readers.sent().size() == 7);
    readers.house.write([&](db::Transaction& tx) { begin_mailing(tx, post.id, readers.house.now); });
    CHECK(readers.sent().empty());
}

TEST_CASE("who changes from a digest to each post gets what was gathered with the next round")
{
    test::Readers readers;
    readers.discover("ada");
    auto id = readers.subscribe("ada", "reader@mail.test", Rhythm::Weekly);
    readers.house.post("ada", "Gathered");
    CHECK(readers.sent().empty());
    readers.house.write([&](db::Transaction& tx) { change_rhythm(tx, id, Rhythm::Each, readers.house.now); });
    CHECK(readers.sent().size() == 1);
    readers.house.now = readers.house.now + days(8);
    CHECK(readers.sent().empty());
    readers.house.post("ada", "At once");
    CHECK(readers.sent().size() == 1);
}

TEST_CASE("what a mail server did not take for two weeks counts as failed")
{
    test::Readers readers;
    readers.discover("ada");
    readers.subscribe("ada", "reader@mail.test");
    auto post = readers.house.post("ada", "Hello");
    readers.spread();
    readers.house.write([&](db::Transaction& tx) { give_up_old_mail(tx, readers.house.now); });
    check_counts(readers.counts(post.id), 1, 0, 0);
    readers.house.now = readers.house.now + mail_given_up_after + seconds(1);
    readers.house.write([&](db::Transaction& tx) { give_up_old_mail(tx, readers.house.now); });
    check_counts(readers.counts(post.id), 0, 0, 1);
}

TEST_CASE("a mail that is sent again after a crash is the same mail")
{
    test::Readers readers;
    readers.discover("ada");
    auto id = readers.subscribe("ada", "reader@mail.test");
    auto post = readers.house.post("ada", "Hello");
    readers.spread();
    auto compose = [&](Time when) {
        auto due = readers.house.read([&](db::Reader& reader) { return find_letter(reader, readers.key, {id, post.id}); });
        return compose_posts(readers.locale, due->letter, "", when);
    };
    auto first = compose(readers.house.now), again = compose(readers.house.now + hours(1));
    CHECK(first.message_id == again.message_id);
    readers.house.post("ada", "Another");
    CHECK(readers.sent().at(1).message_id != first.message_id);
}

TEST_CASE("no query about mail looks at a whole table")
{
    test::Readers readers;
    readers.discover("ada");
    auto id = readers.subscribe("ada", "reader@mail.test", Rhythm::Daily);
    readers.house.post("ada", "Hello");
    readers.house.now = readers.house.now + days(1);
    readers.sent("reader@mail.test", "550 5.1.1 gone");
    readers.house.write([&](db::Transaction& tx) {
        refuse_all_mail(tx, readers.key, "other@mail.test", readers.house.now);
        forget_old_requests(tx, readers.house.now);
        give_up_old_mail(tx, readers.house.now);
        change_rhythm(tx, id, Rhythm::Each, readers.house.now);
        unsubscribe(tx, id);
        count_subscriptions(tx, readers.house.person("ada"));
    });
    for (const auto& scan : readers.house.scans())
        if (scan.find("mail_") != std::string::npos) FAIL_CHECK(scan);
}
