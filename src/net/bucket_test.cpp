// SPDX-License-Identifier: AGPL-3.0-or-later
// A store of a few lines that answers as it is told to; tests/api/test_media_store.py asks a real one.
#include "net/bucket.h"

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <tuple>

#include <doctest/doctest.h>

#include "net/http_server.h"

using namespace favilla;
using namespace favilla::net;

namespace {

std::string error_of_store(std::string_view code) { return "<Error><Code>" + std::string{code} + "</Code></Error>"; }

class Shelf {
public:
    Shelf() : server_(router(), {.listen = {{"127.0.0.1", 0}}, .threads = 1, .workers = 2}, system_now) { server_.start(); }
    ~Shelf() { stop_waiting_.set_value(); }

    Bucket bucket(std::string prefix = "m/") const
    {
        auto endpoint = *parse_web_url("http://127.0.0.1:" + std::to_string(server_.port()));
        return {{.endpoint = endpoint,
                 .bucket = "shelf",
                 .prefix = std::move(prefix),
                 .keys = {.access_key = "A", .secret_key = "S"}},
                {.private_addresses = true, .total = milliseconds(500)},
                system_now,
                system_random()};
    }

    Bucket bucket_by_host() const
    {
        auto endpoint = *parse_web_url("http://store.test:" + std::to_string(server_.port()));
        ClientConfig client{.private_addresses = true};
        client.resolve = [](const std::string& name) {
            return name == "shelf.store.test" ? std::vector{parse_ip("127.0.0.1").value()} : std::vector<IpAddress>{};
        };
        return {{.endpoint = endpoint,
                 .bucket = "shelf",
                 .prefix = "m/",
                 .keys = {.access_key = "A", .secret_key = "S"},
                 .addressing = BucketAddressing::Host},
                client,
                system_now,
                system_random()};
    }

    std::vector<Response> says;  // in place of what it would, one request each
    std::atomic<int> asked = 0;
    std::atomic<bool> hangs = false;
    std::string host;  // that was asked, where a bucket is named by it
    std::string etag;  // in place of its own
    std::map<std::string, std::string> objects;
    std::map<std::string, std::string> types;

private:
    Router router()
    {
        Router router;
        for (auto method : {Method::Get, Method::Put, Method::Delete, Method::Head})
            router.add(method, "/shelf/m/:name", [this](const Request& request) { return answer(request); });
        // Where a bucket is named by its host.
        for (auto method : {Method::Get, Method::Put})
            router.add(method, "/m/:name", [this](const Request& request) {
                host = request.header("Host");
                return answer(request);
            });
        router.add(Method::Get, "/shelf", [this](const Request& request) { return answer(request); });
        return router;
    }

    Response answer(const Request& request)
    {
        std::unique_lock lock{mutex_};
        ++asked;
        if (hangs) {
            lock.unlock();
            waiting_.wait();
            return text_response(500, "");
        }
        if (!says.empty()) {
            auto said = says.front();
            says.erase(says.begin());
            return said;
        }
        if (request.path() == "/shelf") return listed(request.target);
        return about(request, "m/" + std::string{request.param("name")});
    }

    Response about(const Request& request, const std::string& key)
    {
        if (request.method == Method::Put) {
            if (to_hex(sha256(request.body)) != request.header("x-amz-content-sha256")) return text_response(400, "");
            objects[key] = request.body;
            types[key] = request.header("Content-Type");
            return with_header(text_response(200, ""), "ETag", etag);
        }
        auto found = objects.find(key);
        if (request.method == Method::Delete && found != objects.end()) objects.erase(found);
        if (request.method == Method::Delete) return empty_response(204);
        if (found == objects.end()) return text_response(404, error_of_store("NoSuchKey"));
        return text_response(200, found->second);  // it knows no ranges
    }

    // Two at a time, behind start-after.
    Response listed(std::string_view target)
    {
        auto at = target.find("start-after=");
        auto after = at == std::string_view::npos ? std::string{} : "m/" + std::string{target.substr(at + 16)};
        if (auto more = after.find('&'); more != std::string::npos) after.resize(more);
        std::string xml = "<ListBucketResult>";
        int left = 2;
        for (const auto& [key, bytes] : objects)
            if (key > after && left-- > 0)
                xml += "<Contents><Key>" + key + "</Key><Size>" + std::to_string(bytes.size()) + "</Size></Contents>";
        return text_response(200, xml + "</ListBucketResult>");
    }

    std::mutex mutex_;
    std::promise<void> stop_waiting_;
    std::shared_future<void> waiting_ = stop_waiting_.get_future().share();
    HttpServer server_;
};

Result<void> put(Bucket& bucket, std::string_view name, const std::string& bytes)
{
    return bucket.put(name, bytes, to_hex(sha256(bytes)), {.content_type = "image/png", .cache_control = "no-store"});
}

}  // namespace

TEST_CASE("what was put is there, in parts, by its size, in a list, until it is removed")
{
    Shelf shelf;
    auto bucket = shelf.bucket();
    for (auto name : {"a", "b", "c"}) REQUIRE(put(bucket, name, std::string{"sparks of "} + name));
    CHECK(shelf.types["m/a"] == "image/png");
    CHECK(bucket.get("a", 0, 100).value() == "sparks of a");
    CHECK(bucket.get("a", 7, 2).value() == "of");
    CHECK_FALSE(bucket.get("z", 0, 1).value());
    CHECK(bucket.size_of("b").value() == 11);
    CHECK_FALSE(bucket.size_of("z").value());
    auto first = bucket.list_after("").value(), second = bucket.list_after("b").value();
    REQUIRE(first.size() == 2);
    CHECK(first[1].name == "b");
    CHECK(first[1].bytes == 11);
    REQUIRE(second.size() == 1);
    CHECK(second[0].name == "c");
    CHECK(bucket.list_after("c").value().empty());
    CHECK(bucket.remove("a"));
    CHECK(bucket.remove("a"));
    CHECK_FALSE(bucket.get("a", 0, 1).value());
}

TEST_CASE("what may succeed the second time is tried again, three times in all")
{
    Shelf shelf;
    auto bucket = shelf.bucket();
    shelf.says = {text_response(503, error_of_store("SlowDown")), text_response(500, "")};
    CHECK(put(bucket, "a", "ember"));
    CHECK(shelf.asked >= 3);
    shelf.asked = 0;
    shelf.says = std::vector<Response>(4, text_response(503, error_of_store("SlowDown")));
    auto failed = bucket.remove("a");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().key == "bucket.answered");
    CHECK(failed.error().params.back().second == "SlowDown");
    CHECK(shelf.asked == 3);
}

TEST_CASE("a store that does not answer is waited for once")
{
    Shelf shelf;
    shelf.hangs = true;
    auto bucket = shelf.bucket();
    auto answer = bucket.get("a", 0, 1);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().key == "bucket.timed_out");
    CHECK(shelf.asked == 1);
}

TEST_CASE("each refusal of a store has words of its own")
{
    Shelf shelf;
    auto bucket = shelf.bucket();
    for (auto [status, code, key] :
         {std::tuple{404, "NoSuchBucket", "bucket.missing"}, std::tuple{403, "SignatureDoesNotMatch", "bucket.keys_refused"},
          std::tuple{403, "InvalidAccessKeyId", "bucket.keys_refused"}, std::tuple{403, "RequestTimeTooSkewed", "bucket.clock"},
          std::tuple{403, "AccessDenied", "bucket.forbidden"}, std::tuple{400, "EntityTooLarge", "bucket.answered"}}) {
        shelf.says = {text_response(status, error_of_store(code)), text_response(status, error_of_store(code))};
        CHECK(bucket.get("a", 0, 1).error().key == key);
        CHECK(put(bucket, "a", "x").error().key == key);
    }
}

TEST_CASE("what a store kept differently is noticed, whatever it says of it")
{
    Shelf shelf;
    auto bucket = shelf.bucket();
    CHECK(put(bucket, "a", "ember"));                     // it says nothing: it is read again
    shelf.etag = "\"0123456789abcdef0123456789abcdef\"";  // as of what a store encrypts itself
    CHECK(put(bucket, "a", "ember"));
    shelf.objects["m/a"] = "ashes";
    shelf.says = {with_header(text_response(200, ""), "ETag", "\"\"")};
    auto failed = put(bucket, "a", "ember");
    REQUIRE_FALSE(failed);
    CHECK(failed.error().key == "bucket.damaged");
    shelf.asked = 0;
    shelf.etag = "\"9fa3b2b6e4e5b1e7\"";
    CHECK(put(bucket, "a", "ember"));
    CHECK(shelf.asked == 2);
    shelf.asked = 0;
    shelf.etag = "\"5d41402abc4b2a76b9719d911017c592\"";  // the MD5 of hello
    CHECK(put(bucket, "a", "hello"));
    CHECK(shelf.asked == 1);
}

TEST_CASE("an address that opens an object names it by path or by host")
{
    BucketPlace place{.endpoint = *parse_web_url("https://s3.example.org"),
                      .bucket = "shelf",
                      .prefix = "m/",
                      .keys = {.access_key = "A", .secret_key = "S"}};
    auto starts = [&](std::string_view with) {
        return Bucket{place, {}, system_now, system_random()}.signed_address("a", Time{}, minutes(5)).starts_with(with);
    };
    CHECK(starts("https://s3.example.org/shelf/m/a?X-Amz-"));
    place.addressing = BucketAddressing::Host;
    CHECK(starts("https://shelf.s3.example.org/m/a?X-Amz-"));
}

TEST_CASE("a bucket that is named by its host is asked there")
{
    Shelf shelf;
    auto bucket = shelf.bucket_by_host();
    REQUIRE(put(bucket, "a", "ember"));
    CHECK(shelf.host.starts_with("shelf.store.test:"));
    CHECK(shelf.objects["m/a"] == "ember");
    CHECK(bucket.get("a", 1, 3).value() == "mbe");
}
