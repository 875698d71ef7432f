// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/form.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::net;

namespace {

std::string shown(const std::vector<Field>& fields)
{
    std::string text;
    for (const auto& field : fields) text += "[" + field.name + "=" + field.value + "]";
    return text;
}

std::string urlencoded(std::string_view text)
{
    auto fields = parse_urlencoded(text);
    return fields ? shown(*fields) : fields.error().key;
}

std::string part(std::string_view disposition, std::string_view content, std::string_view more = "")
{
    return "--xYz\r\nContent-Disposition: " + std::string(disposition) + "\r\n" + std::string(more) + "\r\n"
         + std::string(content) + "\r\n";
}

Result<Form> multipart(const std::string& body, FormLimits limits = {})
{
    return parse_multipart("multipart/form-data; boundary=xYz", body, limits);
}

}  // namespace

TEST_CASE("a query comes through verbatim, duplicates in order")
{
    CHECK(urlencoded("") == "");
    CHECK(urlencoded("a=1&b=2&a=3") == "[a=1][b=2][a=3]");
    CHECK(urlencoded("media_ids[]=1&media_ids%5B%5D=2&poll[options][]=s%C3%AC")
          == "[media_ids[]=1][media_ids[]=2][poll[options][]=sì]");
    CHECK(urlencoded("q=a+b%2Bc&empty=&bare&=x") == "[q=a b+c][empty=][bare=][=x]");
    CHECK(urlencoded("&&a=1&&") == "[a=1]");
    CHECK(urlencoded("a=b=c") == "[a=b=c]");
}

TEST_CASE("a query that is not clean text is refused")
{
    for (auto text : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "a=\xff", "a=%ED%A0%80", "%C0%AF=1", "a=%F5%80%80%80"}) {
        CAPTURE(text);
        CHECK(urlencoded(text) == "request.form_malformed");
    }
    CHECK_FALSE(parse_urlencoded(std::string(2000, 'n') + "=1"));
}

TEST_CASE("a query has a bounded number of fields")
{
    std::string many;
    for (int i = 0; i < 1001; ++i) many += "a=1&";
    CHECK(urlencoded(many) == "request.too_many_fields");
    CHECK(parse_urlencoded(many, {.fields = 1001})->size() == 1001);
}

TEST_CASE("percent coding goes there and back")
{
    CHECK(percent_encode("a b/è~") == "a%20b%2F%C3%A8~");
    CHECK(percent_decode("a%20b%2f%C3%A8+") == "a b/è+");
    CHECK_FALSE(percent_decode("%G0"));
    CHECK_FALSE(percent_decode("100%"));
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    CHECK(percent_decode(percent_encode(all)) == all);
}

TEST_CASE("cookies are read and broken ones are skipped")
{
    CHECK(shown(parse_cookies("a=1; __Host-session=xyz==;b=\"two\"")) == "[a=1][__Host-session=xyz==][b=two]");
    CHECK(shown(parse_cookies("junk; =x; a b=2; ok=1; bad=\xff")) == "[ok=1]");
    std::string many;
    for (int i = 0; i < 500; ++i) many += "a=1;";
    CHECK(parse_cookies(many).size() == 100);
}

TEST_CASE("a multipart form has fields and files")
{
    auto form = multipart(part("form-data; name=\"status\"", "ciao\r\nmondo")
                          + part("form-data; name=\"file\"; filename=\"a;\\\"b.png\"", std::string("\x89PNG\0\r\n--xY", 11),
                                 "Content-Type: image/PNG; x=y\r\n")
                          + part("form-data; name=empty", "") + "--xYz--\r\nepilogue");
    REQUIRE(form);
    CHECK(shown(form->fields) == "[status=ciao\r\nmondo][empty=]");
    REQUIRE(form->files.size() == 1);
    CHECK(form->files[0].name == "file");
    CHECK(form->files[0].filename == "a;\"b.png");
    CHECK(form->files[0].content_type == "image/png");
    CHECK(form->files[0].content == std::string("\x89PNG\0\r\n--xY", 11));
    CHECK(find_field(form->fields, "status") == "ciao\r\nmondo");
    CHECK_FALSE(find_field(form->fields, "absent"));
}

TEST_CASE("a file's name is only text, whatever it looks like")
{
    auto form = multipart(part("form-data; name=\"f\"; filename=\"../../etc/passwd\"", "x") + "--xYz--");
    REQUIRE(form);
    CHECK(form->files[0].filename == "../../etc/passwd");
}

TEST_CASE("a malformed multipart form is refused")
{
    auto good = part("form-data; name=\"a\"", "1");
    CHECK(multipart(good + "--xYz--"));
    CHECK(multipart("--xYz--"));
    for (const auto& body :
         {std::string{}, good, std::string("--xYz"), "preamble\r\n" + good + "--xYz--", good + "--xYz\r\n",
          part("form-data", "1") + "--xYz--", part("attachment; name=\"a\"", "1") + "--xYz--",
          part("form-data; name=\"a", "1") + "--xYz--", part("form-data; name=\"a\" b", "1") + "--xYz--",
          part("form-data; name=\"a\"; name=\"b\"", "1") + "--xYz--", part("form-data; name=\"a\"", "\xff") + "--xYz--",
          part("form-data; name=\"a\"", std::string("\0", 1)) + "--xYz--", std::string("--xYz\r\nno colon\r\n\r\n1\r\n--xYz--"),
          std::string("--xYz\r\n\r\n1\r\n--xYz--"),
          std::string("--xYz\r\n") + std::string(5000, 'h') + ": 1\r\n\r\n1\r\n--xYz--"}) {
        CAPTURE(body);
        CHECK_FALSE(multipart(body));
    }
    CHECK_FALSE(parse_multipart("multipart/form-data", good + "--xYz--"));
    CHECK_FALSE(parse_multipart("multipart/form-data; boundary=\"\"", good + "--xYz--"));
    CHECK_FALSE(parse_multipart("multipart/mixed; boundary=xYz", good + "--xYz--"));
    CHECK_FALSE(parse_multipart("multipart/form-data; boundary=" + std::string(71, 'b'), "--" + std::string(71, 'b') + "--"));
}

TEST_CASE("a multipart form has a bounded number of parts")
{
    std::string body;
    for (int i = 0; i < 4; ++i) body += part("form-data; name=\"a\"", "1");
    CHECK(multipart(body + "--xYz--", {.parts = 4}));
    CHECK_FALSE(multipart(body + "--xYz--", {.parts = 3}));
}
