// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/bucket.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <thread>

#include <openssl/evp.h>

namespace favilla::net {

namespace {

constexpr int tries = 3;
constexpr Duration first_pause = milliseconds(200);  // then four times as long, each half of it by chance
constexpr Duration longest_pause = seconds(2);
constexpr std::int64_t bytes_a_second = 256 * 1024;  // what it may take longer than the client waits, for large ones
constexpr std::size_t list_bytes = 4 * 1024 * 1024;
constexpr std::size_t short_answer = 64 * 1024;
constexpr std::size_t md5_bytes = 16;

constexpr std::string_view empty_sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

// Not for secrecy: stores say by it what they have kept.
std::string md5(std::string_view bytes)
{
    std::string digest(md5_bytes, '\0');
    EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_md5(), nullptr);
    return digest;
}

bool may_succeed_later(int status) { return status == 429 || status == 500 || status == 502 || status == 503 || status == 504; }

bool is_hex_md5(std::string_view text)
{
    return text.size() == 2 * md5_bytes && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What stands between <tag> and </tag> next after `at`, which is then behind it.
std::optional<std::string_view> element(std::string_view xml, std::string_view tag, std::size_t& at)
{
    auto opening = "<" + std::string{tag} + ">", closing = "</" + std::string{tag} + ">";
    auto begin = xml.find(opening, at);
    if (begin == std::string_view::npos) return std::nullopt;
    begin += opening.size();
    auto end = xml.find(closing, begin);
    if (end == std::string_view::npos) return std::nullopt;
    at = end + closing.size();
    return xml.substr(begin, end - begin);
}

std::string_view element(std::string_view xml, std::string_view tag)
{
    std::size_t at = 0;
    return element(xml, tag, at).value_or(std::string_view{});
}

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace

struct Bucket::Ask {
    S3Request request;
    std::string body;
    std::size_t answer_bytes = short_answer;
    std::int64_t travels = 0;  // bytes of the body, or of what is asked for
};

Bucket::Bucket(BucketPlace place, ClientConfig client, Clock clock, Random random)
    : place_(std::move(place)), client_(std::move(client)), clock_(std::move(clock)), random_(std::move(random))
{}

std::string Bucket::origin() const
{
    auto url = place_.endpoint;
    if (place_.addressing == BucketAddressing::Host) url.host = place_.bucket + "." + url.host;
    return url.origin();
}

S3Request Bucket::about(Method method, std::string_view name) const
{
    bool by_host = place_.addressing == BucketAddressing::Host;
    auto authority = place_.endpoint.authority();
    S3Request request{.method = method, .payload_sha256 = std::string{empty_sha256}};
    request.host = by_host ? place_.bucket + "." + authority : authority;
    request.path = by_host ? "/" : "/" + place_.bucket;
    if (!name.empty()) request.path += (by_host ? "" : "/") + place_.prefix + std::string{name};
    return request;
}

Error Bucket::trouble(std::string_view key) const
{
    return {ErrorCode::Unavailable,
            "bucket." + std::string{key},
            {{"bucket", place_.bucket}, {"endpoint", place_.endpoint.origin()}}};
}

Error Bucket::unreachable(const Error& error) const
{
    if (error.key == "net.timed_out") return trouble("timed_out");
    if (error.key == "net.certificate_refused") return trouble("certificate");
    return trouble("unreachable");
}

Error Bucket::refusal(const ClientResponse& response) const
{
    auto code = element(response.body, "Code");
    if (code == "NoSuchBucket") return trouble("missing");
    if (code == "SignatureDoesNotMatch" || code == "InvalidAccessKeyId") return trouble("keys_refused");
    if (code == "RequestTimeTooSkewed") return trouble("clock");
    if (response.status == 401 || response.status == 403) return trouble("forbidden");
    auto error = trouble("answered");
    error.params.emplace_back("status", std::to_string(response.status));
    error.params.emplace_back("code", std::string{code.substr(0, 100)});
    return error;
}

Result<ClientResponse> Bucket::send(const Ask& ask)
{
    ClientRequest sent{.method = ask.request.method, .url = place_.endpoint, .headers = {}, .body = ask.body};
    if (place_.addressing == BucketAddressing::Host) sent.url.host = place_.bucket + "." + place_.endpoint.host;
    sent.url.target = s3_target(ask.request);
    sent.body_bytes = ask.answer_bytes;
    Result<ClientResponse> answer = std::unexpected(trouble("unreachable"));
    auto pause = first_pause;
    for (int attempt = 1; attempt <= tries; ++attempt) {
        sent.headers = s3_signed_headers(ask.request, place_.keys, clock_());  // anew: a signature is of its minute
        answer = client_.send(sent, client_.config().total + seconds(ask.travels / bytes_a_second));
        if (answer && !may_succeed_later(answer->status)) return answer;
        // Who did not answer in time is not waited for again: somebody waits here as well.
        if (attempt == tries || (!answer && answer.error().key == "net.timed_out")) break;
        auto wait = pause;
        if (answer) wait = std::max(wait, answer->retry_after().value_or(Duration{}));
        std::byte chance{};
        random_({&chance, 1});
        wait = std::min(wait, longest_pause);
        wait.milliseconds -= wait.milliseconds / 2 * std::to_integer<int>(chance) / 256;
        std::this_thread::sleep_for(std::chrono::milliseconds{wait.milliseconds});
        pause = pause * 4;
    }
    if (!answer) return std::unexpected(unreachable(answer.error()));
    return answer;
}

Result<void> Bucket::expect_kept(const ClientResponse& response, std::string_view name, std::string_view md5,
                                 std::string_view sha256_hex, std::int64_t bytes)
{
    auto etag = response.header("ETag");
    if (etag.starts_with('"') && etag.ends_with('"') && etag.size() >= 2) etag = etag.substr(1, etag.size() - 2);
    if (is_hex_md5(etag) && etag == to_hex(md5)) return {};
    // Of what it encrypts itself a store says another one: what is there is looked at.
    TRY(auto kept, get(name, 0, bytes + 1));
    if (!kept || to_hex(sha256(*kept)) != sha256_hex) return std::unexpected(trouble("damaged"));
    return {};
}

Result<void> Bucket::put(std::string_view name, std::string bytes, std::string_view sha256_hex, const ObjectHeaders& headers)
{
    Ask ask{.request = about(Method::Put, name), .body = std::move(bytes)};
    ask.travels = static_cast<std::int64_t>(ask.body.size());
    ask.request.payload_sha256 = sha256_hex;
    auto digest = md5(ask.body);
    ask.request.headers = {
        {"Content-Type", headers.content_type}, {"Cache-Control", headers.cache_control}, {"Content-MD5", to_base64(digest)}};
    TRY(auto answer, send(ask));
    if (answer.status != 200) return std::unexpected(refusal(answer));
    return expect_kept(answer, name, digest, sha256_hex, ask.travels);
}

Result<std::optional<std::string>> Bucket::get(std::string_view name, std::int64_t first, std::int64_t count)
{
    if (count <= 0) return std::optional{std::string{}};
    Ask ask{.request = about(Method::Get, name),
            .body = {},
            .answer_bytes = static_cast<std::size_t>(count) + short_answer,
            .travels = count};
    ask.request.headers = {{"Range", "bytes=" + std::to_string(first) + "-" + std::to_string(first + count - 1)}};
    TRY(auto answer, send(ask));
    if (answer.status == 206) return std::optional{std::move(answer.body)};
    if (answer.status == 404 && element(answer.body, "Code") != "NoSuchBucket") return std::optional<std::string>{};
    if (answer.status == 416) return std::optional{std::string{}};
    // Whoever knows no ranges answers with the whole.
    if (answer.status == 200) {
        auto begin = std::min(static_cast<std::size_t>(first), answer.body.size());
        return std::optional{answer.body.substr(begin, static_cast<std::size_t>(count))};
    }
    return std::unexpected(refusal(answer));
}

Result<std::optional<std::int64_t>> Bucket::size_of(std::string_view name)
{
    TRY(auto answer, send({.request = about(Method::Head, name), .body = {}}));
    if (answer.status == 404) return std::optional<std::int64_t>{};
    if (answer.status != 200) return std::unexpected(refusal(answer));
    return number(answer.header("Content-Length"));
}

Result<void> Bucket::remove(std::string_view name)
{
    TRY(auto answer, send({.request = about(Method::Delete, name), .body = {}}));
    bool gone =
        answer.status == 200 || answer.status == 204 || (answer.status == 404 && element(answer.body, "Code") != "NoSuchBucket");
    if (!gone) return std::unexpected(refusal(answer));
    return {};
}

Result<std::vector<BucketObject>> Bucket::list_after(std::string_view name)
{
    Ask ask{.request = about(Method::Get, ""), .body = {}, .answer_bytes = list_bytes};
    ask.request.query = {{"list-type", "2"}, {"max-keys", "1000"}};
    if (!place_.prefix.empty()) ask.request.query.emplace_back("prefix", place_.prefix);
    if (!name.empty()) ask.request.query.emplace_back("start-after", place_.prefix + std::string{name});
    TRY(auto answer, send(ask));
    if (answer.status != 200) return std::unexpected(refusal(answer));
    std::vector<BucketObject> objects;
    std::size_t at = 0;
    while (auto content = element(answer.body, "Contents", at)) {
        auto key = element(*content, "Key");
        auto bytes = number(element(*content, "Size"));
        if (!bytes || !key.starts_with(place_.prefix)) return std::unexpected(refusal(answer));
        objects.push_back({std::string{key.substr(place_.prefix.size())}, *bytes});
    }
    return objects;
}

std::string Bucket::signed_address(std::string_view name, Time signed_at, Duration lasts) const
{
    return origin() + s3_signed_target(about(Method::Get, name), place_.keys, signed_at, lasts);
}

}  // namespace favilla::net
