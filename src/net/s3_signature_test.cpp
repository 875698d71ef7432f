// SPDX-License-Identifier: AGPL-3.0-or-later
// The examples that Amazon S3's own manual publishes for Signature Version 4, by headers and by an address.
#include "net/s3_signature.h"

#include <doctest/doctest.h>

#include "base/crypto.h"

using namespace favilla;
using namespace favilla::net;

namespace {

const S3Keys keys{.access_key = "AKIAIOSFODNN7EXAMPLE", .secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
constexpr std::string_view host = "examplebucket.s3.amazonaws.com";
const Time day = parse_iso8601("2013-05-24T00:00:00Z").value();

S3Request asking(Method method, std::string path)
{
    return {.method = method, .host = std::string{host}, .path = std::move(path), .payload_sha256 = to_hex(sha256(""))};
}

std::string signature_of(const S3Request& request)
{
    auto headers = s3_signed_headers(request, keys, day);
    const auto& authorization = headers.back().value;
    return authorization.substr(authorization.find("Signature=") + 10);
}

}  // namespace

TEST_CASE("an object store is asked as its manual shows it")
{
    auto get = asking(Method::Get, "/test.txt");
    get.headers = {{"Range", "bytes=0-9"}};
    CHECK(signature_of(get) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    CHECK(s3_signed_headers(get, keys, day).back().value
          == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
             "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
             "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

    auto put = asking(Method::Put, "/test$file.text");
    put.headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
    put.payload_sha256 = to_hex(sha256("Welcome to Amazon S3."));
    CHECK(signature_of(put) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");

    auto lifecycle = asking(Method::Get, "/");
    lifecycle.query = {{"lifecycle", ""}};
    CHECK(signature_of(lifecycle) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");

    auto list = asking(Method::Get, "/");
    list.query = {{"prefix", "J"}, {"max-keys", "2"}};
    CHECK(signature_of(list) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    CHECK(s3_target(list) == "/?max-keys=2&prefix=J");
}

TEST_CASE("an address that opens an object for a day is signed as the manual shows it")
{
    auto target = s3_signed_target(asking(Method::Get, "/test.txt"), keys, day, days(1));
    CHECK(target
          == "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
             "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
             "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST_CASE("another key, day, region, path or body is another signature")
{
    auto request = asking(Method::Get, "/a b/ü");
    auto first = signature_of(request);
    CHECK(s3_target(request) == "/a%20b/%C3%BC");
    auto changed = request;
    changed.path = "/a b/u";
    CHECK(signature_of(changed) != first);
    changed = request;
    changed.payload_sha256 = to_hex(sha256("x"));
    CHECK(signature_of(changed) != first);
    auto with = [&](const S3Keys& other, Time when) { return s3_signed_headers(request, other, when).back().value; };
    auto elsewhere = keys;
    elsewhere.region = "eu-south-1";
    CHECK(with(elsewhere, day) != with(keys, day));
    CHECK(with(keys, day + seconds(1)) != with(keys, day));
}
