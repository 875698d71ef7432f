// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_reader.h"

#include <doctest/doctest.h>

using namespace favilla::distribution;

TEST_CASE("of an answer what is quoted beneath is cut off, and what is written between stays")
{
    CHECK(cut_history("Yes, gladly.\n\nOn Mon, 30 Nov 2026, The lantern wrote:\n> Who comes?\n>\n> Say so\n").words
          == "Yes, gladly.");
    CHECK(cut_history(
              "Sì!\n\nIl giorno lun 30 nov 2026 alle ore 10:00 La lanterna\n<noreply@x.example> ha scritto:\n\n> Chi viene?\n")
              .words
          == "Sì!");
    CHECK(cut_history("> Who comes?\nI do.\n> And who brings wine?\nNot I.\n").words
          == "> Who comes?\nI do.\n> And who brings wine?\nNot I.");
    CHECK(cut_history("At seven.\n-- \nAda\nHouse of lanterns").words == "At seven.");
    CHECK(cut_history("At seven.\n-- \nAda\nHouse").rest == "-- \nAda\nHouse");
    CHECK(cut_history("Fine\n\n-----Original Message-----\nFrom: x\n").words == "Fine");
    CHECK(cut_history("As HTML\n\nOn Monday the lantern wrote:\n\nWho comes?\n").words == "As HTML");
    CHECK(cut_history("My friend wrote:\n\nthat he comes").words == "My friend wrote:\n\nthat he comes");
    CHECK(cut_history("> only this\n").words == "> only this");
    CHECK(cut_history("").words.empty());
}

TEST_CASE("who asks to leave says so in the first line, in either language")
{
    CHECK(asks_to_leave("Unsubscribe"));
    CHECK(asks_to_leave("Cancellami, per favore\n\ngrazie"));
    CHECK(asks_to_leave("Vorrei annullare l’iscrizione."));
    CHECK_FALSE(asks_to_leave("How do I tell a friend of mine, who is very old and has no computer, how to unsubscribe?"));
    CHECK_FALSE(asks_to_leave("Gladly\nunsubscribe"));
}

TEST_CASE("a mail is read in its charset, and its attachments are named, not opened")
{
    auto mail = read_mail(
        "From: =?ISO-8859-1?Q?Andr=E9?= <Andre@Mail.example>\r\nSubject: =?UTF-8?B?UGVyY2jDqQ==?=\r\n"
        "Message-ID: <a@b>\r\nReferences: <one@x> <two@x>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nperch=E9 no?\r\n"
        "--b\r\nContent-Type: image/png; name=\"cat\\u202e.png\"\r\nContent-Disposition: attachment; filename=\"cat.png\"\r\n\r\nxx\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner words\r\n--b--\r\n");
    REQUIRE(mail);
    CHECK(mail->from == "Andre@Mail.example");
    CHECK(mail->from_name == "André");
    CHECK(mail->subject == "Perché");
    CHECK(mail->message_id == "a@b");
    CHECK(mail->references == std::vector<std::string>{"one@x", "two@x"});
    CHECK(mail->words == "perché no?");
    CHECK(mail->attachments == std::vector<std::string>{"cat.png", ""});
    CHECK_FALSE(mail->automatic);
    CHECK_FALSE(mail->bounce);
}

TEST_CASE("HTML alone becomes text, without what was never meant to be read")
{
    auto mail = read_mail(
        "From: a@b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>Yes<script>alert(1)</script></p><p>&lt;b&gt; è bello</p>\r\n");
    REQUIRE(mail);
    CHECK(mail->words == "Yes\n\n<b> è bello");
}

TEST_CASE("what no person wrote is known by its headers")
{
    for (const char* header : {"Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <x>", "X-Autoreply: yes"})
        CHECK(read_mail(std::string{header} + "\r\nFrom: a@b\r\n\r\nI am away\r\n")->automatic);
    CHECK_FALSE(read_mail("Auto-Submitted: no\r\nFrom: a@b\r\n\r\nHello\r\n")->automatic);
}

TEST_CASE("a report of a mail that failed for good is a bounce; one of a delay is none")
{
    auto report = [](std::string action, std::string status) {
        return "From: mailer\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry\r\n--b\r\n"
               "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ada@x\r\nAction: "
             + action + "\r\nStatus: " + status + "\r\n\r\n--b--\r\n";
    };
    auto failed = read_mail(report("failed", "5.1.1"));
    REQUIRE(failed->bounce);
    CHECK(failed->bounce->status == "5.1.1");
    CHECK(failed->automatic);
    CHECK_FALSE(read_mail(report("delayed", "4.4.1"))->bounce);
    CHECK_FALSE(read_mail(report("failed", "4.4.1"))->bounce);
    CHECK(read_mail(report("delayed", "4.4.1"))->automatic);
}

TEST_CASE("any bytes are read, or are no mail")
{
    for (std::string bytes :
         {std::string{}, std::string(100, '\0'), std::string("\xff\xfe: \r\n\r\n\x80"), std::string(5000, '(')})
        (void)read_mail(bytes);
    std::string deep = "From: a@b\r\n";
    for (int level = 0; level < 3000; ++level)
        deep +=
            "Content-Type: multipart/mixed; boundary=b" + std::to_string(level) + "\r\n\r\n--b" + std::to_string(level) + "\r\n";
    (void)read_mail(deep);
}
