// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_proof.h"

#include <doctest/doctest.h>

using namespace favilla::distribution;

namespace {

constexpr std::string_view ours = "example.com";

// As "method result domain", one behind the other.
std::string told(std::string_view header)
{
    auto found = read_auth_results(header);
    if (!found) return "bad";
    auto out = found->authserv_id;
    for (const auto& one : found->results)
        out += "; " + one.method + " " + one.result + (one.domain.empty() ? "" : " " + one.domain);
    return out;
}
MailProof judged(std::vector<std::string> headers, std::string_view from = "author@example.net", std::string_view id = ours)
{
    return judge_mail(headers, id, from);
}
Proof proof(std::string header, std::string_view from = "author@example.net") { return judged({std::move(header)}, from).proof; }

}  // namespace

TEST_CASE("the examples of RFC 8601, appendix B, are read")
{
    CHECK(told(" example.org 1; none") == "example.org");
    CHECK(told(" example.com;\r\n      spf=pass smtp.mailfrom=example.net\r\n") == "example.com; spf pass example.net");
    CHECK(
        told(
            " example.com;\r\n      auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n      spf=pass smtp.mailfrom=example.net")
        == "example.com; auth pass; spf pass example.net");
    CHECK(told(" example.com; iprev=pass policy.iprev=192.0.2.200") == "example.com; iprev pass");
    CHECK(told(" example.com;\r\n dkim=pass (good signature) header.d=example.com") == "example.com; dkim pass example.com");
    CHECK(told(" example.net; dkim=pass (good signature) header.i=@mail-router.example.net")
          == "example.net; dkim pass mail-router.example.net");
    CHECK(told(" example.com;\r\n dkim=pass reason=\"good signature\"\r\n header.i=@mail-router.example.net;\r\n"
               " dkim=fail reason=\"bad signature\"\r\n header.i=@newyork.example.com")
          == "example.com; dkim pass mail-router.example.net; dkim fail newyork.example.com");
    CHECK(told(" foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n"
               " policy (A dot can go here) . (like that) expired\r\n"
               " (this surprised me) = (as I wasn't expecting it) 1362471462")
          == "foo.example.net; dkim fail");
}

TEST_CASE("what real servers write is read as well")
{
    CHECK(told(" MX.Example.com;\r\n\tdkim=pass header.i=@a.example header.d=Example.NET header.s=k1 header.b=\"a/b+c=\";\r\n"
               "\tdmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.net;")
          == "mx.example.com; dkim pass example.net; dmarc pass example.net");
    CHECK(told("\"quoted id\"; spf=softfail smtp.mailfrom=\"a b\"@example.net smtp.remote-ip=2001:db8::1")
          == "quoted id; spf softfail example.net");
    CHECK(told("x; spf=pass smtp.mailfrom=\"\"") == "x; spf pass");
}

TEST_CASE("what has not the form says nothing")
{
    for (const char* bad : {"",
                            " ",
                            ";",
                            "example.com",
                            "example.com;",
                            "example.com; ;",
                            "example.com; spf",
                            "example.com; spf=",
                            "example.com; spf= ; dkim=pass",
                            "example.com; =pass",
                            "example.com; spf=pass smtp",
                            "example.com; spf=pass smtp.",
                            "example.com; spf=pass smtp.mailfrom",
                            "example.com; spf=pass smtp.mailfrom=",
                            "example.com; spf=pass smtp.mailfrom=a@",
                            "example.com; spf-=pass",
                            "example.com; spf/x=pass",
                            "example.com x; spf=pass",
                            "example.com (open; spf=pass",
                            "\"open; spf=pass",
                            "\"\"; spf=pass",
                            "example.com; spf=pass (\\",
                            "example.com; none; spf=pass",
                            "example.com; spf=pass dkim=pass",
                            "two words; spf=pass"})
        CHECK_MESSAGE(told(bad) == "bad", bad);
    CHECK(told("x; " + std::string(30, '(') + std::string(30, ')') + "spf=pass") == "bad");
    CHECK(told("x; spf=pass" + std::string(longest_auth_header, ' ')) == "bad");
    CHECK(told(std::string(300, 'x') + "; spf=pass") == "bad");
    std::string many = "x";
    for (std::size_t number = 0; number <= most_auth_results; ++number) many += "; spf=pass";
    CHECK(told(many) == "bad");
}

TEST_CASE("the first that bears the name of our server counts, and no other")
{
    const std::string passed = "example.com; dmarc=pass header.from=example.net";
    CHECK(proof(passed) == Proof::Confirmed);
    CHECK(judged({"EXAMPLE.com (yes); dmarc=pass header.from=example.net"}).proof == Proof::Confirmed);
    CHECK(judged({passed}, "author@example.net", "").proof == Proof::Unchecked);
    CHECK(judged({passed}, "author@example.net", "example.org").proof == Proof::Unchecked);
    CHECK(judged({"example.com.evil.example; dmarc=fail", passed}).proof == Proof::Confirmed);
    CHECK(judged({"example.com; dmarc=fail header.from=example.net", passed}).proof == Proof::NotConfirmed);
    CHECK(judged({"example.com; none", passed}).proof == Proof::Unchecked);
    // Where ours cannot be read, what stands below it is still nobody's.
    CHECK(judged({"example.com; dmarc=", passed}).proof == Proof::Unchecked);
    CHECK(judged({}).proof == Proof::Unchecked);
}

TEST_CASE("a mail is confirmed by the domain it says it is from, not by any other")
{
    CHECK(proof("example.com; dkim=pass header.d=example.net") == Proof::Confirmed);
    CHECK(proof("example.com; dkim=pass header.d=news.example.net") == Proof::Confirmed);
    CHECK(proof("example.com; dkim=pass header.d=notexample.net") == Proof::NotConfirmed);
    CHECK(proof("example.com; dkim=pass header.d=net") == Proof::NotConfirmed);
    CHECK(proof("example.com; dkim=pass") == Proof::NotConfirmed);
    CHECK(proof("example.com; spf=pass smtp.mailfrom=bounces@Example.net") == Proof::Confirmed);
    CHECK(proof("example.com; spf=pass smtp.helo=example.net") == Proof::NotConfirmed);
    CHECK(proof("example.com; dmarc=pass header.from=example.org") == Proof::NotConfirmed);
    CHECK(proof("example.com; dkim=pass header.d=example.net", "") == Proof::NotConfirmed);
    // DMARC has the last word where it says that it failed.
    CHECK(proof("example.com; dkim=pass header.d=example.net; dmarc=fail header.from=example.net") == Proof::NotConfirmed);
    CHECK(proof("example.com; dkim=fail header.d=example.net; spf=pass smtp.mailfrom=example.net") == Proof::Confirmed);
    // Nothing was found, or could not be for now.
    CHECK(proof("example.com; dkim=none; spf=none; dmarc=none") == Proof::Unchecked);
    CHECK(proof("example.com; spf=temperror smtp.mailfrom=example.net") == Proof::Unchecked);
    CHECK(proof("example.com; auth=pass; spf=bogus smtp.mailfrom=example.net") == Proof::Unchecked);

    auto all = judged(
        {"example.com; dkim=fail header.d=other.example; dkim=pass header.d=example.net; spf=softfail smtp.mailfrom=x@y.example"});
    CHECK(all.proof == Proof::Confirmed);
    CHECK(all.dkim == "pass");
    CHECK(all.spf == "softfail");
    CHECK(all.dmarc.empty());
}
