// SPDX-License-Identifier: AGPL-3.0-or-later
// draft-cavage-http-signatures-12, 2.1 (the header), 2.3 (the string that is signed).
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "activitypub/signature_parts.h"
#include "base/crypto.h"
#include "base/text.h"

namespace favilla::activitypub {

namespace {

using Parameters = std::map<std::string, std::string, std::less<>>;

// keyId="…",algorithm="…",created=1,…; none when it is not of that shape or says something twice.
std::optional<Parameters> read_parameters(std::string_view text)
{
    Parameters found;
    while (!(text = trimmed(text)).empty()) {
        auto equals = text.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        std::string name{trimmed(text.substr(0, equals))};
        text.remove_prefix(equals + 1);
        std::string value;
        if (text.starts_with('"')) {
            auto end = text.find('"', 1);
            if (end == std::string_view::npos) return std::nullopt;
            value = text.substr(1, end - 1);
            text = trimmed(text.substr(end + 1));
            if (!text.empty() && !text.starts_with(',')) return std::nullopt;
        } else {
            value = trimmed(text.substr(0, text.find(',')));
            text.remove_prefix(std::min(text.size(), text.find(',')));
        }
        if (!found.emplace(std::move(name), std::move(value)).second) return std::nullopt;
        if (!text.empty()) text.remove_prefix(1);
    }
    return found;
}

std::optional<Time> read_seconds(const Parameters& parameters, std::string_view name)
{
    auto found = parameters.find(name);
    if (found == parameters.end()) return std::nullopt;
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    if (error != std::errc{} || value < 0 || value > 1'000'000'000'000) return std::nullopt;  // a fraction is let go
    return Time{value * 1000};
}

std::vector<std::string> split_names(std::string_view names)
{
    std::vector<std::string> found;
    while (!(names = trimmed(names)).empty()) {
        auto end = std::min(names.find(' '), names.size());
        found.push_back(lower_ascii(names.substr(0, end)));
        names.remove_prefix(end);
    }
    return found;
}

// One line of the string that is signed; none for what is not there, or there twice.
std::optional<std::string> line_of(const net::Request& request, const Parameters& parameters, std::string_view name)
{
    if (name == "(request-target)") return lower_ascii(net::method_name(request.method)) + " " + request.target;
    if (name == "(created)" || name == "(expires)") {
        auto found = parameters.find(name.substr(1, name.size() - 2));
        if (found == parameters.end()) return std::nullopt;
        return found->second;
    }
    auto header = single_header(request, name);
    if (!header) return std::nullopt;
    return std::string{*header};
}

// SHA-256 among the digests that are given, its name in any case.
bool digest_fits(const net::Request& request)
{
    auto header = single_header(request, "Digest");
    if (!header) return false;
    auto rest = *header;
    while (!rest.empty()) {
        auto comma = rest.find(',');
        auto one = trimmed(rest.substr(0, comma));
        if (one.size() > 8 && lower_ascii(one.substr(0, 8)) == "sha-256=")
            return equal_in_constant_time(one.substr(8), to_base64(sha256(request.body)));
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return false;
}

// What was sent to another server, and is handed on by it with the Host it came with, was not meant for us.
bool is_meant_for(std::string_view origin, const net::Request& request)
{
    auto ours = parse_web_url(origin);
    auto named = parse_web_url(std::string{origin.substr(0, origin.find("://"))} + "://" + std::string{request.header("Host")});
    return ours && named && ours->origin() == named->origin();
}

}  // namespace

Result<Signature> read_cavage(const net::Request& request, std::string_view origin, Time now)
{
    auto header = single_header(request, "Signature");
    auto parameters = header ? read_parameters(*header) : std::nullopt;
    if (!parameters) return bad_signature("malformed");
    auto bytes = from_base64((*parameters)["signature"]);
    auto algorithm = (*parameters)["algorithm"];
    if (!bytes || (*parameters)["keyId"].empty()) return bad_signature("malformed");
    if (!algorithm.empty() && algorithm != "rsa-sha256" && algorithm != "hs2019" && algorithm != "ed25519")
        return bad_signature("malformed");

    auto names = split_names((*parameters)["headers"]);
    std::set<std::string_view> covered(names.begin(), names.end());
    if (covered.size() != names.size()) return bad_signature("malformed");
    Signature signature{.form = SignatureForm::Cavage, .key_id = (*parameters)["keyId"], .base = {}, .bytes = *std::move(bytes)};
    for (const auto& name : names) {
        auto line = line_of(request, *parameters, name);
        if (!line) return bad_signature("malformed");
        if (!signature.base.empty()) signature.base += '\n';
        signature.base.append(name).append(": ").append(*line);
    }
    bool has_body = request.method == net::Method::Post;
    if (!covered.contains("(request-target)") || !covered.contains("host") || (has_body && !covered.contains("digest")))
        return bad_signature("uncovered");
    if (!is_meant_for(origin, request)) return bad_signature("host");
    auto made = covered.contains("(created)") ? read_seconds(*parameters, "created")
              : covered.contains("date")      ? parse_http_date(*single_header(request, "Date"))
                                              : std::nullopt;
    CHECKED(check_age(made, read_seconds(*parameters, "expires"), now));
    if (has_body && !digest_fits(request)) return bad_signature("digest");
    return signature;
}

}  // namespace favilla::activitypub
