// SPDX-License-Identifier: AGPL-3.0-or-later
// net/bucket.h — objects in a bucket of a store that speaks S3. Where it is, an administrator says in the settings: it may be the same
// machine. Each call ends in time, tries again what may succeed the second time, and says in words what went wrong:
// bucket.unreachable, bucket.timed_out, bucket.certificate, bucket.missing, bucket.keys_refused, bucket.forbidden, bucket.clock,
// bucket.damaged, bucket.answered (all Unavailable, with "bucket" and "endpoint").
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/time.h"
#include "base/web_url.h"
#include "net/http_client.h"
#include "net/s3_signature.h"

namespace favilla::net {

enum class BucketAddressing { Path, Host };  // https://ENDPOINT/BUCKET/…, https://BUCKET.ENDPOINT/…

struct BucketPlace {
    WebUrl endpoint;
    std::string bucket;
    std::string prefix;  // before each object's name: "" or "media/"
    S3Keys keys;
    BucketAddressing addressing = BucketAddressing::Path;
};

struct BucketObject {
    std::string name;  // without the prefix
    std::int64_t bytes = 0;
};

// What is stored beside the bytes, and sent with them to whoever is given the object by the store itself.
struct ObjectHeaders {
    std::string content_type, cache_control;
};

class Bucket {
public:
    Bucket(BucketPlace, ClientConfig, Clock, Random);

    // `sha256` of the bytes, in hex, is signed: the store refuses what came differently. What it says to have kept is compared, and
    // read again where it says nothing that can be.
    Result<void> put(std::string_view name, std::string bytes, std::string_view sha256, const ObjectHeaders&);
    // At most `count` bytes from `first` on; none: there is no such object.
    Result<std::optional<std::string>> get(std::string_view name, std::int64_t first, std::int64_t count);
    Result<std::optional<std::int64_t>> size_of(std::string_view name);
    Result<void> remove(std::string_view name);  // also what is not there
    // The next thousand in order of their names; empty: these were all.
    Result<std::vector<BucketObject>> list_after(std::string_view name);
    // The whole address, valid from `signed_at` for so long.
    std::string signed_address(std::string_view name, Time signed_at, Duration lasts) const;

    const BucketPlace& place() const { return place_; }
    std::string origin() const;  // "https://s3.example.org" or "https://bucket.s3.example.org"

private:
    struct Ask;
    S3Request about(Method, std::string_view name) const;
    Result<ClientResponse> send(const Ask&);
    Result<void> expect_kept(const ClientResponse&, std::string_view name, std::string_view md5, std::string_view sha256,
                             std::int64_t bytes);
    Error refusal(const ClientResponse&) const;
    Error trouble(std::string_view key) const;
    Error unreachable(const Error&) const;

    BucketPlace place_;
    HttpClient client_;
    Clock clock_;
    Random random_;
};

}  // namespace favilla::net
