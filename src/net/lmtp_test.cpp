// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/lmtp.h"

#include <doctest/doctest.h>

using namespace favilla::net;

namespace {

struct Door {
    std::vector<std::string> delivered;
    LmtpSession session;
    explicit Door(LmtpLimits limits = {})
        : session("mail.example",
                  {.recipient =
                       [](std::string_view to) {
                           return to.starts_with("no") ? LmtpReply{550, "5.1.1 nobody"} : LmtpReply{250, "2.1.5 ok"};
                       },
                   .deliver =
                       [this](std::string_view from, std::string_view to, std::string_view message) {
                           delivered.push_back(std::string{from} + ">" + std::string{to} + ":" + std::string{message});
                           return to.starts_with("full") ? LmtpReply{452, "4.2.2 full"} : LmtpReply{250, "2.0.0 kept"};
                       }},
                  limits)
    {}
    // The codes of what is answered, those of lines that go on left out.
    std::string codes(std::string_view said)
    {
        auto answer = session.feed(said);
        std::string out;
        for (std::size_t at = 0; at < answer.size(); at = answer.find("\r\n", at) + 2)
            if (answer[at + 3] == ' ') out += (out.empty() ? "" : " ") + answer.substr(at, 3);
        return out;
    }
};

constexpr std::string_view begin = "LHLO mta\r\nMAIL FROM:<ada@example.org> SIZE=10\r\nRCPT TO:<yes@mail.example>\r\n";

}  // namespace

TEST_CASE("LMTP: a mail is answered once for each recipient that was taken")
{
    Door door;
    CHECK(door.codes(begin) == "250 250 250");
    CHECK(door.codes("RCPT TO:<nobody@mail.example>\r\nRCPT TO:<full@mail.example>\r\nDATA\r\n") == "550 250 354");
    CHECK(door.codes("Subject: x\r\n\r\n..dot\r\n.") == "");
    CHECK(door.codes("\r\n") == "250 452");
    REQUIRE(door.delivered.size() == 2);
    CHECK(door.delivered[0] == "ada@example.org>yes@mail.example:Subject: x\r\n\r\n.dot\r\n");
    CHECK(door.codes("DATA\r\n") == "503");
    CHECK(door.codes("QUIT\r\n") == "221");
    CHECK(door.session.is_over());
}

TEST_CASE("LMTP: only CRLF dot CRLF ends a mail, so that no second one is smuggled in")
{
    Door door;
    door.codes(begin);
    CHECK(door.codes("DATA\r\na\n.\nb\r.\rc\r\n.\nd\r\n.\r\n") == "354 250");
    REQUIRE(door.delivered.size() == 1);
    CHECK(door.delivered[0].ends_with(":a\n.\nb\r.\rc\r\n\nd\r\n"));
}

TEST_CASE("LMTP: what comes out of order, too long, too large or too often is refused with its code")
{
    Door door{{.message = 20, .lines = 5, .command = 40, .recipients = 1, .mistakes = 9}};
    CHECK(door.codes("MAIL FROM:<a@b>\r\nEHLO x\r\nWHAT\r\nRCPT TO:<a@b>\r\n") == "503 500 500 503");
    CHECK(door.codes("LHLO x\r\nMAIL FROM:<a@b> SIZE=21\r\nMAIL FROM:a@b\r\n") == "250 552 501");
    CHECK(door.codes("NOOP " + std::string(100, 'x') + "\r\n") == "500");
    CHECK(door.codes("MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n") == "250 250 452 354");
    CHECK(door.codes("012345678901234567890123456789\r\n.\r\n") == "552");
    CHECK(door.delivered.empty());
    CHECK(door.codes("MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\na\r\nb\r\nc\r\nd\r\ne\r\nf\r\n.\r\n") == "250 250 354 552");
    CHECK(door.codes("WHAT\r\nWHAT\r\n") == "421");
    CHECK(door.session.is_over());
}
