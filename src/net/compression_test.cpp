// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/compression.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include "net/file_answer.h"

using namespace favilla::net;

namespace {

std::string plain_json()
{
    std::string text = "[";
    for (int i = 0; i < 500; ++i) text += "{\"id\":\"" + std::to_string(i * 7919) + "\",\"content\":\"a spark\"},";
    return text + "{}]";
}

Response answer_of(std::string body = plain_json())
{
    return response_of_type(200, "application/json; charset=utf-8", std::move(body));
}

Response packed_for(std::string_view accepted, Response response)
{
    Request request;
    if (!accepted.empty()) request.headers.push_back({"Accept-Encoding", std::string{accepted}});
    return compressed(request, std::move(response));
}

bool is_packed(const Response& response) { return response.header("Content-Encoding") == "gzip"; }

std::string unpacked(const std::string& bytes)
{
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
    std::string text(1024 * 1024, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    CHECK(stream.avail_in == 0);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

}  // namespace

TEST_CASE("a JSON answer is compressed for who can read it so, and holds the same")
{
    auto response = packed_for("gzip, deflate, br, zstd", answer_of());
    REQUIRE(is_packed(response));
    CHECK(response.body.size() < plain_json().size() / 4);
    CHECK(unpacked(response.body) == plain_json());
    CHECK(response.header("Content-Type") == "application/json; charset=utf-8");
    CHECK(response.header("Vary") == "Accept-Encoding");
    CHECK(unpacked(packed_for("gzip", response_of_type(200, "application/activity+json", plain_json())).body) == plain_json());
}

TEST_CASE("whoever does not want gzip gets the bytes, and is told that others get them otherwise")
{
    for (auto accepted :
         {"", "br", "deflate, zstd", "identity", "gzip;q=0", "gzip;q=0, *", "*;q=0", "gzip;q=0.5, identity", "gzip;q=2"}) {
        CAPTURE(accepted);
        auto response = packed_for(accepted, answer_of());
        CHECK_FALSE(response.has_header("Content-Encoding"));
        CHECK(response.body == plain_json());
        CHECK(response.header("Vary") == "Accept-Encoding");
    }
    for (auto accepted : {"*", "GZIP", "x-gzip", "gzip;q=0.001", "identity;q=0.5, gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1"}) {
        CAPTURE(accepted);
        CHECK(is_packed(packed_for(accepted, answer_of())));
    }
}

TEST_CASE("what an answer already varies by stays named, once")
{
    CHECK(packed_for("gzip", with_header(answer_of(), "Vary", "Accept, Cookie")).header("Vary")
          == "Accept, Cookie, Accept-Encoding");
    CHECK(packed_for("gzip", with_header(answer_of(), "Vary", "accept-encoding, Accept")).header("Vary")
          == "accept-encoding, Accept");
    CHECK(packed_for("gzip", with_header(answer_of(), "Vary", "*")).header("Vary") == "*");
    CHECK(uncompressed(answer_of()).header("Vary") == "Accept-Encoding");
    CHECK(uncompressed(answer_of()).body == plain_json());
}

TEST_CASE("two forms of an answer have one weak tag")
{
    CHECK(packed_for("gzip", with_header(answer_of(), "ETag", "\"abc\"")).header("ETag") == "W/\"abc\"");
    CHECK(packed_for("gzip", with_header(answer_of(), "ETag", "W/\"abc\"")).header("ETag") == "W/\"abc\"");
    CHECK(packed_for("br", with_header(answer_of(), "ETag", "\"abc\"")).header("ETag") == "\"abc\"");
    CHECK_FALSE(packed_for("gzip", answer_of()).has_header("ETag"));
}

TEST_CASE("what is short, no JSON, refused, a part, a file, shared or a stream is not compressed")
{
    CHECK_FALSE(is_packed(packed_for("gzip", answer_of(plain_json().substr(0, smallest_compressed - 1)))));
    CHECK(is_packed(packed_for("gzip", answer_of(plain_json().substr(0, smallest_compressed)))));
    CHECK_FALSE(is_packed(packed_for("gzip", text_response(200, plain_json()))));
    CHECK_FALSE(is_packed(packed_for("gzip", response_of_type(200, "", plain_json()))));
    for (int status : {201, 206, 304, 404, 422, 500}) {
        CAPTURE(status);
        CHECK_FALSE(is_packed(packed_for("gzip", response_of_type(status, "application/json", plain_json()))));
    }
    CHECK(packed_for("gzip", with_header(answer_of(), "Content-Encoding", "br")).body == plain_json());
    CHECK_FALSE(is_packed(packed_for("gzip", with_header(answer_of(), "Content-Range", "bytes 0-9/10"))));
    CHECK_FALSE(is_packed(packed_for("gzip", with_header(answer_of(), "Accept-Ranges", "bytes"))));
    CHECK_FALSE(is_packed(packed_for("gzip", with_header(answer_of(), "Cache-Control", "public, no-transform"))));
    CHECK_FALSE(is_packed(packed_for("gzip", lasting_response("application/json", plain_json()))));
    auto file = with_header(answer_of(), "Favilla-Body-File", "5000 /nowhere");
    REQUIRE(file_answer_of(file));
    CHECK_FALSE(is_packed(packed_for("gzip", file)));
    CHECK_FALSE(is_packed(packed_for("gzip", open_stream(Stream{.kind = StreamKind::ServerSentEvents}))));

    Request part{.headers = {{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-99"}}};
    CHECK_FALSE(is_packed(compressed(part, answer_of())));
}

TEST_CASE("what does not become smaller is sent as it is")
{
    std::string noise;
    std::uint64_t state = 1;
    while (noise.size() < 5000) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        noise += static_cast<char>(state >> 56);
    }
    auto response = packed_for("gzip", answer_of(noise));
    CHECK_FALSE(is_packed(response));
    CHECK(response.body == noise);
}
