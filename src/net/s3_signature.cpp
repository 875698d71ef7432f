// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/s3_signature.h"

#include <algorithm>
#include <map>

#include "base/crypto.h"
#include "net/form.h"

namespace favilla::net {

namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";  // of an address: who follows it sends nothing

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Slashes stay, everything else but unreserved characters is encoded, once (S3 alone does not do it twice).
std::string encoded_path(std::string_view path)
{
    std::string text;
    while (true) {
        auto slash = path.find('/');
        text += percent_encode(path.substr(0, slash));
        if (slash == std::string_view::npos) return text;
        text += '/';
        path.remove_prefix(slash + 1);
    }
}

std::string encoded_query(const Pairs& query)
{
    Pairs encoded;
    for (const auto& [name, value] : query) encoded.emplace_back(percent_encode(name), percent_encode(value));
    std::ranges::sort(encoded);
    std::string text;
    for (const auto& [name, value] : encoded) text += (text.empty() ? "" : "&") + name + "=" + value;
    return text;
}

std::string lower(std::string_view text)
{
    std::string small{text};
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small;
}

std::string trimmed(std::string_view text)
{
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return std::string{text};
}

// "20130524T000000Z"
std::string stamp_of(Time time)
{
    auto stamp = rfc3339(time);
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
    return stamp;
}

std::string scope_of(std::string_view stamp, const S3Keys& keys)
{
    return std::string{stamp.substr(0, 8)} + "/" + keys.region + "/s3/aws4_request";
}

struct Canonical {
    std::string text;          // what is hashed
    std::string signed_names;  // "host;range;x-amz-date"
};

Canonical canonical_of(const S3Request& request, const Pairs& query, const std::vector<Header>& headers, std::string_view payload)
{
    std::map<std::string, std::string> lines{{"host", request.host}};
    for (const auto& header : headers) lines.insert_or_assign(lower(header.name), trimmed(header.value));
    Canonical canonical;
    std::string header_text;
    for (const auto& [name, value] : lines) {
        header_text += name + ":" + value + "\n";
        canonical.signed_names += (canonical.signed_names.empty() ? "" : ";") + name;
    }
    canonical.text = std::string{method_name(request.method)} + "\n" + encoded_path(request.path) + "\n" + encoded_query(query)
                   + "\n" + header_text + "\n" + canonical.signed_names + "\n" + std::string{payload};
    return canonical;
}

std::string signature_of(const Canonical& canonical, const S3Keys& keys, std::string_view stamp)
{
    auto to_sign =
        std::string{algorithm} + "\n" + std::string{stamp} + "\n" + scope_of(stamp, keys) + "\n" + to_hex(sha256(canonical.text));
    auto key = hmac_sha256("AWS4" + keys.secret_key, stamp.substr(0, 8));
    for (std::string_view part : {std::string_view{keys.region}, std::string_view{"s3"}, std::string_view{"aws4_request"}})
        key = hmac_sha256(key, part);
    return to_hex(hmac_sha256(key, to_sign));
}

}  // namespace

std::string s3_target(const S3Request& request)
{
    auto query = encoded_query(request.query);
    return encoded_path(request.path) + (query.empty() ? "" : "?" + query);
}

std::vector<Header> s3_signed_headers(const S3Request& request, const S3Keys& keys, Time now)
{
    auto stamp = stamp_of(now);
    auto headers = request.headers;
    headers.push_back({"x-amz-content-sha256", request.payload_sha256});
    headers.push_back({"x-amz-date", stamp});
    auto canonical = canonical_of(request, request.query, headers, request.payload_sha256);
    headers.push_back({"Authorization", std::string{algorithm} + " Credential=" + keys.access_key + "/" + scope_of(stamp, keys)
                                            + ",SignedHeaders=" + canonical.signed_names
                                            + ",Signature=" + signature_of(canonical, keys, stamp)});
    return headers;
}

std::string s3_signed_target(const S3Request& request, const S3Keys& keys, Time signed_at, Duration lasts)
{
    auto stamp = stamp_of(signed_at);
    auto query = request.query;
    query.emplace_back("X-Amz-Algorithm", algorithm);
    query.emplace_back("X-Amz-Credential", keys.access_key + "/" + scope_of(stamp, keys));
    query.emplace_back("X-Amz-Date", stamp);
    query.emplace_back("X-Amz-Expires", std::to_string(lasts.milliseconds / 1000));
    query.emplace_back("X-Amz-SignedHeaders", "host");
    auto canonical = canonical_of(request, query, {}, unsigned_payload);
    return encoded_path(request.path) + "?" + encoded_query(query) + "&X-Amz-Signature=" + signature_of(canonical, keys, stamp);
}

}  // namespace favilla::net
