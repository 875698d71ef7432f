// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/signatures.h"

#include <array>
#include <charconv>
#include <chrono>

#include "activitypub/signature_parts.h"
#include "base/crypto.h"
#include "base/text.h"

namespace favilla::activitypub {

std::unexpected<Error> bad_signature(std::string_view why)
{
    return refuse(ErrorCode::Forbidden, "signature." + std::string{why});
}

std::string_view trimmed(std::string_view text)
{
    auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string_view> single_header(const net::Request& request, std::string_view name)
{
    std::optional<std::string_view> found;
    for (const auto& header : request.headers) {
        if (!net::same_header_name(header.name, name)) continue;
        if (found) return std::nullopt;
        found = trimmed(header.value);
    }
    return found;
}

std::optional<Time> parse_http_date(std::string_view text)
{
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT") || text[19] != ':' || text[22] != ':')
        return std::nullopt;
    auto number = [&](std::size_t at, std::size_t size) {
        int value = -1;
        auto [end, error] = std::from_chars(text.data() + at, text.data() + at + size, value);
        return error == std::errc{} && end == text.data() + at + size ? value : -1;
    };
    int month = 0;
    while (month < 12 && months[static_cast<std::size_t>(month)] != text.substr(8, 3)) ++month;
    std::chrono::year_month_day date{std::chrono::year{number(12, 4)}, std::chrono::month{static_cast<unsigned>(month + 1)},
                                     std::chrono::day{static_cast<unsigned>(number(5, 2))}};
    int hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
    if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
    auto days_since = std::chrono::sys_days{date}.time_since_epoch().count();
    return Time{} + days(days_since) + hours(hour) + minutes(minute) + seconds(second);
}

Result<void> check_age(std::optional<Time> made, std::optional<Time> expires, Time now)
{
    if (!made) return bad_signature("uncovered");
    if (*made > now + clock_skew) return bad_signature("early");
    if (*made < now - signature_lasts || (expires && *expires < now)) return bad_signature("expired");
    return {};
}

std::string_view name_of(SignatureForm form) { return form == SignatureForm::Cavage ? "cavage" : "rfc9421"; }

Result<Signature> read_signature(const net::Request& request, std::string_view origin, Time now)
{
    if (request.has_header("Signature-Input")) return read_rfc9421(request, origin, now);
    if (request.has_header("Signature")) return read_cavage(request, origin, now);
    return bad_signature("missing");
}

namespace {

std::vector<net::Header> sign_cavage(net::Method method, const WebUrl& url, std::string_view body, const Signer& signer, Time now)
{
    auto date = http_date(now);
    std::string names = "(request-target) host date";
    auto base = "(request-target): " + lower_ascii(net::method_name(method)) + " " + url.target + "\nhost: " + url.authority()
              + "\ndate: " + date;
    std::vector<net::Header> headers{{"Date", date}};
    if (method == net::Method::Post) {
        auto digest = "SHA-256=" + to_base64(sha256(body));
        names += " digest";
        base += "\ndigest: " + digest;
        headers.push_back({"Digest", digest});
    }
    headers.push_back({"Signature", "keyId=\"" + signer.key_id + "\",algorithm=\"rsa-sha256\",headers=\"" + names
                                        + "\",signature=\"" + to_base64(signer.key.sign(base)) + "\""});
    return headers;
}

std::vector<net::Header> sign_rfc9421(net::Method method, const WebUrl& url, std::string_view body, const Signer& signer,
                                      Time now)
{
    std::string components = "(\"@method\" \"@target-uri\"";
    auto base = "\"@method\": " + std::string{net::method_name(method)} + "\n\"@target-uri\": " + url.text();
    std::vector<net::Header> headers{{"Date", http_date(now)}};
    if (method == net::Method::Post) {
        auto digest = "sha-256=:" + to_base64(sha256(body)) + ":";
        components += " \"content-digest\"";
        base += "\n\"content-digest\": " + digest;
        headers.push_back({"Content-Digest", digest});
    }
    auto algorithm = signer.key.kind() == PublicKey::Kind::Rsa ? "rsa-v1_5-sha256" : "ed25519";
    auto parameters = components + ");created=" + std::to_string(now.milliseconds / 1000) + ";keyid=\"" + signer.key_id
                    + "\";alg=\"" + algorithm + "\"";
    base += "\n\"@signature-params\": " + parameters;
    headers.push_back({"Signature-Input", "sig1=" + parameters});
    headers.push_back({"Signature", "sig1=:" + to_base64(signer.key.sign(base)) + ":"});
    return headers;
}

}  // namespace

std::vector<net::Header> sign(SignatureForm form, net::Method method, const WebUrl& url, std::string_view body,
                              const Signer& signer, Time now)
{
    return form == SignatureForm::Cavage ? sign_cavage(method, url, body, signer, now)
                                         : sign_rfc9421(method, url, body, signer, now);
}

}  // namespace favilla::activitypub
