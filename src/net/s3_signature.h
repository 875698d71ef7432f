// SPDX-License-Identifier: AGPL-3.0-or-later
// net/s3_signature.h — AWS Signature Version 4 as object stores that speak S3 ask for it
// (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html): in headers, or in an address that is valid for a while.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "net/http.h"

namespace favilla::net {

struct S3Keys {
    std::string access_key, secret_key;
    std::string region = "us-east-1";
};

struct S3Request {
    Method method = Method::Get;
    std::string host;                                        // as the Host header says it
    std::string path = "/";                                  // as meant: it is encoded here
    std::vector<std::pair<std::string, std::string>> query;  // likewise, in any order
    std::vector<Header> headers;                             // signed besides Host and the signature's own
    std::string payload_sha256;                              // in hex
};

// Path and query as they are sent.
std::string s3_target(const S3Request&);
// The request's headers, x-amz-content-sha256, x-amz-date and Authorization.
std::vector<Header> s3_signed_headers(const S3Request&, const S3Keys&, Time now);
// Path and query that open the object to whoever has them, until `lasts` after `signed_at` (a week at most).
std::string s3_signed_target(const S3Request&, const S3Keys&, Time signed_at, Duration lasts);

}  // namespace favilla::net
