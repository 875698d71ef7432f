// SPDX-License-Identifier: AGPL-3.0-or-later
// sig-matrix: every form × every fault. What is not fully covered, not fresh, or not whole is refused, and says why.
#include "activitypub/signatures.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::activitypub;

namespace {

const Time now{1'790'000'000'000};
const std::string origin = "https://example.org";
const std::string body = R"({"id":"https://peer.example/1"})";

const PrivateKey& rsa()
{
    static const auto key = PrivateKey::make_rsa();
    return key;
}

const PrivateKey& ed25519()
{
    static const auto key = PrivateKey::make_ed25519(system_random());
    return key;
}

net::Request signed_request(SignatureForm form, const PrivateKey& key, Time at = now, std::string target = "/inbox?a=b")
{
    net::Request request;
    request.method = net::Method::Post;
    request.target = target;
    request.body = body;
    request.headers = {{"Host", "example.org"}};
    auto url = parse_web_url(origin + target);
    for (auto& header : sign(form, net::Method::Post, *url, body, {"https://peer.example/users/ada#main-key", key}, at))
        request.headers.push_back(std::move(header));
    return request;
}

// "" when it is taken for genuine, else the reason.
std::string judged(const net::Request& request, const PublicKey& key, Time at = now)
{
    auto signature = read_signature(request, origin, at);
    if (!signature) return signature.error().key.substr(std::string_view{"signature."}.size());
    if (signature->key_id != "https://peer.example/users/ada#main-key") return "other key";
    return key.verifies(signature->base, signature->bytes) ? "" : "forged";
}

void set(net::Request& request, std::string_view name, std::string value)
{
    for (auto& header : request.headers)
        if (net::same_header_name(header.name, name)) header.value = value;
}

void replace_in(net::Request& request, std::string_view name, std::string_view what, std::string_view by)
{
    for (auto& header : request.headers)
        if (net::same_header_name(header.name, name))
            if (auto at = header.value.find(what); at != std::string::npos) header.value.replace(at, what.size(), by);
}

void drop(net::Request& request, std::string_view name)
{
    std::erase_if(request.headers, [&](const net::Header& header) { return net::same_header_name(header.name, name); });
}

struct Case {
    SignatureForm form;
    const PrivateKey& key;
};

std::vector<Case> forms()
{
    return {{SignatureForm::Cavage, rsa()}, {SignatureForm::Rfc9421, rsa()}, {SignatureForm::Rfc9421, ed25519()}};
}

}  // namespace

TEST_CASE("sig-matrix: what was signed is genuine, in every form")
{
    for (const auto& [form, key] : forms()) CHECK(judged(signed_request(form, key), key.public_key()) == "");
}

TEST_CASE("sig-matrix: whatever was changed underway is noticed")
{
    for (const auto& [form, key] : forms()) {
        auto open = key.public_key();
        auto request = signed_request(form, key);
        request.body += " ";
        CHECK(judged(request, open) == "digest");
        request = signed_request(form, key);
        request.target = "/users/bob/inbox";
        CHECK(judged(request, open) == "forged");
        request = signed_request(form, key);
        request.method = net::Method::Put;
        CHECK(judged(request, open) == "forged");
        request = signed_request(form, key);
        drop(request, form == SignatureForm::Cavage ? "Digest" : "Content-Digest");
        CHECK(judged(request, open) == "malformed");
        request = signed_request(form, key);
        replace_in(request, "Signature", "main-key", "other-key");
        replace_in(request, "Signature-Input", "main-key", "other-key");
        CHECK(judged(request, open) == "other key");
        CHECK(judged(signed_request(form, key),
                     form == SignatureForm::Cavage ? PrivateKey::make_rsa().public_key() : rsa().public_key())
              == (&key == &rsa() && form == SignatureForm::Rfc9421 ? "" : "forged"));
    }
    auto request = signed_request(SignatureForm::Cavage, rsa());
    set(request, "Host", "evil.example");
    CHECK(judged(request, rsa().public_key()) == "host");
    set(request, "Host", "EXAMPLE.org:443");
    CHECK(judged(request, rsa().public_key()) == "forged");  // ours, but not what was signed
}

TEST_CASE("sig-matrix: a signature is fresh, and not from the future")
{
    for (const auto& [form, key] : forms()) {
        auto open = key.public_key();
        CHECK(judged(signed_request(form, key, now - minutes(59)), open) == "");
        CHECK(judged(signed_request(form, key, now - minutes(61)), open) == "expired");
        CHECK(judged(signed_request(form, key, now + minutes(4)), open) == "");
        CHECK(judged(signed_request(form, key, now + minutes(6)), open) == "early");
    }
}

TEST_CASE("sig-matrix: what could be changed has to be covered")
{
    auto cavage = [](std::string_view names) {
        auto request = signed_request(SignatureForm::Cavage, rsa());
        replace_in(request, "Signature", "(request-target) host date digest", names);
        return judged(request, rsa().public_key());
    };
    CHECK(cavage("host date digest") == "uncovered");
    CHECK(cavage("(request-target) date digest") == "uncovered");
    CHECK(cavage("(request-target) host digest") == "uncovered");
    CHECK(cavage("(request-target) host date") == "uncovered");
    CHECK(cavage("") == "uncovered");
    CHECK(cavage("(request-target) host date digest date") == "malformed");
    CHECK(cavage("(request-target) host date digest absent") == "malformed");
    CHECK(cavage("(request-target) host (created) digest") == "malformed");
    auto rfc9421 = [](std::string_view components) {
        auto request = signed_request(SignatureForm::Rfc9421, rsa());
        replace_in(request, "Signature-Input", R"(("@method" "@target-uri" "content-digest"))", components);
        return judged(request, rsa().public_key());
    };
    CHECK(rfc9421(R"(("@target-uri" "content-digest"))") == "uncovered");
    CHECK(rfc9421(R"(("@method" "content-digest"))") == "uncovered");
    CHECK(rfc9421(R"(("@method" "@path" "content-digest"))") == "uncovered");
    CHECK(rfc9421(R"(("@method" "@target-uri"))") == "uncovered");
    CHECK(rfc9421(R"(("@method" "@method" "@target-uri" "content-digest"))") == "malformed");
    CHECK(rfc9421(R"(("@method";req "@target-uri" "content-digest"))") == "malformed");
    CHECK(rfc9421("()") == "uncovered");
}

TEST_CASE("sig-matrix: what two programs could read in two ways is no signature")
{
    auto request = signed_request(SignatureForm::Cavage, rsa());
    request.headers.push_back({"Date", http_date(now)});
    CHECK(judged(request, rsa().public_key()) == "malformed");
    request = signed_request(SignatureForm::Cavage, rsa());
    request.headers.push_back({"Signature", "keyId=\"x\""});
    CHECK(judged(request, rsa().public_key()) == "malformed");
    request = signed_request(SignatureForm::Rfc9421, rsa());
    replace_in(request, "Signature-Input", "sig1=", "sig2=(\"@method\");created=1, sig1=");
    CHECK(judged(request, rsa().public_key()) == "malformed");
    request = signed_request(SignatureForm::Rfc9421, rsa());
    replace_in(request, "Signature-Input", "rsa-v1_5-sha256", "hmac-sha256");
    CHECK(judged(request, rsa().public_key()) == "malformed");
    request = signed_request(SignatureForm::Cavage, rsa());
    replace_in(request, "Signature", "rsa-sha256", "hmac-sha256");
    CHECK(judged(request, rsa().public_key()) == "malformed");
    net::Request bare;
    bare.method = net::Method::Post;
    CHECK(judged(bare, rsa().public_key()) == "missing");
}

TEST_CASE("other people's forms: header names in any case, several digests, created instead of a date")
{
    auto request = signed_request(SignatureForm::Cavage, rsa());
    replace_in(request, "Digest", "SHA-256=", "sha-256=");
    CHECK(judged(request, rsa().public_key()) == "forged");  // it was signed as it stood before
    net::Request created;
    created.method = net::Method::Get;
    created.target = "/users/bob";
    created.headers = {{"Host", "example.org"}};
    auto seconds_now = std::to_string(now.milliseconds / 1000);
    auto base = "(request-target): get /users/bob\nhost: example.org\n(created): " + seconds_now;
    created.headers.push_back(
        {"signature", "keyId=\"https://peer.example/users/ada#main-key\", algorithm=\"hs2019\", created=" + seconds_now
                          + ", headers=\"(request-target) host (created)\", signature=\"" + to_base64(rsa().sign(base)) + "\""});
    CHECK(judged(created, rsa().public_key()) == "");
}
