// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/mail.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <doctest/doctest.h>
#include <unistd.h>

#include "social/drawn_pictures.h"
#include "social/kept_mail.h"
#include "social/smtp.h"
#include "support/house.h"
#include "support/mailbox.h"

using namespace favilla;
using namespace favilla::social;

namespace {

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        auto end = text.find("\r\n");
        REQUIRE(end != std::string_view::npos);
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 2);
    }
    return lines;
}

Mail letter()
{
    return {.to = "ada@mail.example",
            .from = "noreply@house.test",
            .from_name = "House",
            .subject = "Hello",
            .text = "Ciao\n",
            .html = "<p>Ciao</p>\n",
            .message_id = "1@house.test",
            .date = Time{1'795'493'430'000}};
}

}  // namespace

TEST_CASE("every mail speaks both languages, and its link begins with the organisation's own origin")
{
    auto house = test::house();
    auto domain = *house.read([&](db::Reader& reader) { return find_domain(reader, house.domain()); });
    for (std::string locale : {"en", "it"})
        for (auto kind : {MailKind::Confirm, MailKind::AlreadyHere, MailKind::Reset, MailKind::PasswordChanged,
                          MailKind::Approved, MailKind::AwaitingApproval})
            house.write([&](db::Transaction& tx) {
                enqueue_mail(tx, domain,
                             {.kind = kind,
                              .to = locale + "@mail.example",
                              .locale = locale,
                              .path = "/x?token=T",
                              .username = "ada",
                              .reason = "why"},
                             house.now);
            });
    auto english = test::mails_to(house, "en@mail.example"), italian = test::mails_to(house, "it@mail.example");
    REQUIRE(english.size() == 6);
    REQUIRE(italian.size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(english[i].subject != italian[i].subject);
        CHECK(english[i].from == "noreply@house.test");
        for (const auto& mail : {english[i], italian[i]}) {
            CHECK(mail.text.find("\nhttps://house.test/x?token=T\n") != std::string::npos);
            CHECK(mail.html.find("href=\"https://house.test/x?token=T\"") != std::string::npos);
            CHECK(mail.text.find('{') == std::string::npos);
        }
    }
}

TEST_CASE("a mail to nobody is not composed")
{
    auto house = test::house();
    auto domain = *house.read([&](db::Reader& reader) { return find_domain(reader, house.domain()); });
    house.write([&](db::Transaction& tx) { enqueue_mail(tx, domain, {.kind = MailKind::Reset}, house.now); });
    CHECK(test::mails_to(house, "").empty());
}

TEST_CASE("xss-corpus: what a person wrote stands in a mail as words")
{
    auto house = test::house();
    auto domain = *house.read([&](db::Reader& reader) { return find_domain(reader, house.domain()); });
    for (std::string vector : {"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>",
                               "</title><script>alert(1)</script>", "<a href=\"javascript:alert(1)\">x</a>",
                               "--><iframe src=javascript:alert(1)>", "'><b onclick=alert(1)>"}) {
        domain.title = vector;
        house.write([&](db::Transaction& tx) {
            enqueue_mail(tx, domain,
                         {.kind = MailKind::AwaitingApproval,
                          .to = "boss@mail.example",
                          .locale = "en",
                          .path = "/x?q=" + vector,
                          .username = vector,
                          .reason = vector},
                         house.now);
        });
        auto html = test::mails_to(house, "boss@mail.example").back().html;
        for (std::string_view tag : {"<script", "<img", "<svg", "<iframe", "<b ", "<a href=\"javascript"})
            CHECK_MESSAGE(html.find(tag) == std::string::npos, vector);
        CHECK_MESSAGE(html.find("alert(1)") != std::string::npos, "it is shown, as words");
        CHECK_MESSAGE(html.find(vector) == std::string::npos, html);
    }
}

TEST_CASE("what travels is ASCII in short lines, whatever was written")
{
    auto mail = letter();
    mail.from_name = "Società “Perché”";
    mail.subject = "Una nuova password per la Società degli Amici della Favilla, perché così è più sicuro 🔥";
    mail.text = std::string(300, 'x') + " perché \n.\nFrom here = there\n🔥\n";
    for (const auto& line : lines_of(mime_message(mail))) {
        CHECK_MESSAGE(line.size() <= 78, line);
        for (unsigned char c : line) CHECK((c >= ' ' && c < 0x7f));
        CHECK(line != ".");
        CHECK(!line.starts_with("From "));
    }
    auto message = mime_message(mail);
    CHECK(message.find("perch=C3=A9=20\r\n") != std::string::npos);
    CHECK(message.find("=3D there") != std::string::npos);
    CHECK(message.find("=?UTF-8?B?") != std::string::npos);
}

TEST_CASE("nothing in a mail breaks out of its header")
{
    auto mail = letter();
    mail.subject = "Hi\r\nBcc: all@mail.example";
    mail.from_name = "House\"\r\nBcc: all@mail.example";
    mail.to = "ada@mail.example>\r\nBcc: <all@mail.example";
    for (const auto& line : lines_of(mime_message(mail))) CHECK(!line.starts_with("Bcc"));
}

TEST_CASE("further headers stand before the body, a long link in one piece")
{
    auto mail = letter();
    auto link = "<https://house.test/mail/unsubscribe?token=" + std::string(80, 'x') + ">";
    mail.headers = {{"Precedence", "list"}, {"List-Unsubscribe", link}, {"List-Id", "<a.b>\r\nBcc: all@mail.example"}};
    auto lines = lines_of(mime_message(mail));
    auto at = [&](std::string_view line) { return std::ranges::find(lines, line); };
    REQUIRE(at("Precedence: list") < at(""));
    CHECK(at("List-Unsubscribe: " + link) < at(""));
    CHECK(at("List-Id: <a.b>Bcc: all@mail.example") < at(""));
}

TEST_CASE("of a refusal the log gets the codes, and only a mailbox that does not exist is given up at once")
{
    CHECK(RecipientRefusal{"550 5.1.1 <ada@mail.example>: no such user"}.codes() == "550 5.1.1");
    CHECK(RecipientRefusal{"550-5.1.1 The account ada@mail.example"}.is_unknown_mailbox());
    CHECK(RecipientRefusal{"550 5.1.1"}.is_unknown_mailbox());
    CHECK(RecipientRefusal{"552 mailbox full"}.codes() == "552");
    for (std::string other : {"550 5.1.10 null MX", "550 blocked: 10.5.1.1", "551 5.1.1 moved", "550 5.7.1 no", ""})
        CHECK_FALSE_MESSAGE(RecipientRefusal{other}.is_unknown_mailbox(), other);
    CHECK(RecipientRefusal{"550 192.0.2.1 0123456789 0123456789"}.codes().size() <= 15);
}

TEST_CASE("a plain mail reads as RFC 5322 has it")
{
    auto lines = lines_of(mime_message(letter()));
    CHECK(lines[0] == "Date: Tue, 24 Nov 2026 04:10:30 +0000");
    CHECK(lines[1] == "From: \"House\"");
    CHECK(lines[2] == " <noreply@house.test>");
    CHECK(lines[3] == "To: <ada@mail.example>");
    CHECK(lines[4] == "Subject: Hello");
    CHECK(lines[5] == "Message-ID: <1@house.test>");
}

TEST_CASE("a drawn picture is a PNG, the same for the same number and another for another")
{
    CHECK(draw_avatar(7).starts_with("\x89PNG\r\n\x1a\n"));
    CHECK(draw_avatar(7) == draw_avatar(7));
    CHECK(draw_avatar(7) != draw_avatar(8));
    CHECK(draw_header(7).size() < 100'000);
    CHECK(draw_header(7).ends_with(std::string_view{"IEND\xae\x42\x60\x82", 8}));
}

TEST_CASE("where no mail can be sent it is kept: readable by the owner alone, in plain words, for two weeks")
{
    auto folder = std::filesystem::temp_directory_path() / ("favilla-mail-" + std::to_string(::getpid()));
    Time now{1'795'493'430'000};
    auto old = keep_mail(folder, letter(), now - mail_kept_for - seconds(1));
    auto recent = keep_mail(folder, letter(), now - mail_kept_for + seconds(1));
    auto kept = keep_mail(folder, letter(), now);
    std::ifstream in{kept};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    CHECK(text == "To: ada@mail.example\nSubject: Hello\n\nCiao\n");
    CHECK(std::filesystem::status(kept).permissions()
          == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(std::filesystem::status(folder).permissions() == std::filesystem::perms::owner_all);
    CHECK(!std::filesystem::exists(old));
    CHECK(std::filesystem::exists(recent));
    CHECK_THROWS_AS(keep_mail(folder, letter(), now), std::system_error);  // a name that is taken is not written over
    std::filesystem::remove_all(folder);
}
