// SPDX-License-Identifier: AGPL-3.0-or-later
// RFC 9421, 2.5 (the signature base), 4 (the two headers), as the open social web uses it: one signature, plain components.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "activitypub/signature_parts.h"
#include "base/crypto.h"
#include "base/text.h"

namespace favilla::activitypub {

namespace {

struct Input {
    std::string label;
    std::vector<std::string> components;
    std::map<std::string, std::string, std::less<>> parameters;
    std::string text;  // behind the label: what "@signature-params" is
};

bool is_key_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '*';
}

// Takes `"…"` off the front; no escapes, for nothing that is named here has any.
std::optional<std::string> take_string(std::string_view& text)
{
    if (!text.starts_with('"')) return std::nullopt;
    auto end = text.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string found{text.substr(1, end - 1)};
    if (found.find('\\') != std::string::npos) return std::nullopt;
    text.remove_prefix(end + 1);
    return found;
}

std::string take_key(std::string_view& text)
{
    auto end = std::ranges::find_if_not(text, is_key_character) - text.begin();
    std::string found{text.substr(0, static_cast<std::size_t>(end))};
    text.remove_prefix(static_cast<std::size_t>(end));
    return found;
}

bool read_components(std::string_view& text, Input& input)
{
    if (!text.starts_with('(')) return false;
    text.remove_prefix(1);
    while (true) {
        while (text.starts_with(' ')) text.remove_prefix(1);
        if (text.starts_with(')')) break;
        auto name = take_string(text);
        // A component with parameters (";req", ";sf", …) means another thing than its name: none is needed here.
        if (!name || (!text.starts_with(' ') && !text.starts_with(')'))) return false;
        input.components.push_back(*std::move(name));
    }
    text.remove_prefix(1);
    return true;
}

bool read_input_parameters(std::string_view& text, Input& input)
{
    while (text.starts_with(';')) {
        text.remove_prefix(1);
        while (text.starts_with(' ')) text.remove_prefix(1);
        auto name = take_key(text);
        std::string value;
        if (text.starts_with('=')) {
            text.remove_prefix(1);
            if (text.starts_with('"')) {
                auto string = take_string(text);
                if (!string) return false;
                value = *std::move(string);
            } else {
                value = take_key(text);
            }
        }
        if (name.empty() || !input.parameters.emplace(std::move(name), std::move(value)).second) return false;
    }
    return text.empty();  // a second signature would follow a comma
}

std::optional<Input> read_input(std::string_view text)
{
    Input input;
    input.label = take_key(text);
    if (input.label.empty() || !text.starts_with('=')) return std::nullopt;
    text.remove_prefix(1);
    input.text = text;
    if (!read_components(text, input) || !read_input_parameters(text, input)) return std::nullopt;
    return input;
}

// label=:base64:
std::optional<std::string> read_bytes(std::string_view text, std::string_view label)
{
    if (!text.starts_with(label)) return std::nullopt;
    text.remove_prefix(label.size());
    if (text.size() < 3 || !text.starts_with("=:") || !text.ends_with(':')) return std::nullopt;
    return from_base64(text.substr(2, text.size() - 3));
}

std::optional<std::string> component(const net::Request& request, std::string_view origin, std::string_view name)
{
    if (name == "@method") return std::string{net::method_name(request.method)};
    if (name == "@target-uri") return std::string{origin} + request.target;
    if (name == "@authority") return std::string{origin.substr(origin.find("://") + 3)};
    if (name == "@scheme") return std::string{origin.substr(0, origin.find("://"))};
    if (name == "@request-target") return request.target;
    if (name == "@path") return std::string{request.path()};
    if (name == "@query") return "?" + std::string{request.query()};
    if (name.starts_with('@') || lower_ascii(name) != name) return std::nullopt;
    auto header = single_header(request, name);
    if (!header) return std::nullopt;
    return std::string{*header};
}

std::optional<Time> read_seconds(const Input& input, std::string_view name)
{
    auto found = input.parameters.find(name);
    if (found == input.parameters.end()) return std::nullopt;
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    if (error != std::errc{} || end != found->second.data() + found->second.size() || value < 0 || value > 1'000'000'000'000)
        return std::nullopt;
    return Time{value * 1000};
}

// RFC 9530: sha-256=:…: among others.
bool digest_fits(const net::Request& request)
{
    auto header = single_header(request, "Content-Digest");
    if (!header) return false;
    auto wanted = "sha-256=:" + to_base64(sha256(request.body)) + ":";
    auto rest = *header;
    while (!rest.empty()) {
        auto comma = rest.find(',');
        if (equal_in_constant_time(trimmed(rest.substr(0, comma)), wanted)) return true;
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return false;
}

bool covers_target(const std::set<std::string_view>& covered)
{
    if (covered.contains("@target-uri")) return true;
    bool names_host = covered.contains("@authority") || covered.contains("host");
    bool names_path = covered.contains("@request-target") || (covered.contains("@path") && covered.contains("@query"));
    return names_host && names_path;
}

}  // namespace

Result<Signature> read_rfc9421(const net::Request& request, std::string_view origin, Time now)
{
    auto input_header = single_header(request, "Signature-Input");
    auto signature_header = single_header(request, "Signature");
    auto input = input_header ? read_input(*input_header) : std::nullopt;
    auto bytes = input && signature_header ? read_bytes(*signature_header, input->label) : std::nullopt;
    if (!bytes) return bad_signature("malformed");
    auto key = input->parameters.find("keyid");
    auto algorithm = input->parameters.find("alg");
    if (key == input->parameters.end() || key->second.empty()) return bad_signature("malformed");
    if (algorithm != input->parameters.end() && algorithm->second != "rsa-v1_5-sha256" && algorithm->second != "ed25519")
        return bad_signature("malformed");

    std::set<std::string_view> covered(input->components.begin(), input->components.end());
    if (covered.size() != input->components.size()) return bad_signature("malformed");
    Signature signature{.form = SignatureForm::Rfc9421, .key_id = key->second, .base = {}, .bytes = *std::move(bytes)};
    for (const auto& name : input->components) {
        auto value = component(request, origin, name);
        if (!value) return bad_signature("malformed");
        signature.base.append("\"").append(name).append("\": ").append(*value).append("\n");
    }
    signature.base.append("\"@signature-params\": ").append(input->text);
    bool has_body = request.method == net::Method::Post;
    if (!covered.contains("@method") || !covers_target(covered) || (has_body && !covered.contains("content-digest")))
        return bad_signature("uncovered");
    CHECKED(check_age(read_seconds(*input, "created"), read_seconds(*input, "expires"), now));
    if (has_body && !digest_fits(request)) return bad_signature("digest");
    return signature;
}

}  // namespace favilla::activitypub
