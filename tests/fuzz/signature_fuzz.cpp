// SPDX-License-Identifier: AGPL-3.0-or-later
// The headers that sign a request, each its own bytes: what is read as a signature covers what it must, in whatever words; and a request
// that was signed here, with its header changed in any place, is genuine only as it was.
#include <array>
#include <cstdlib>

#include "activitypub/signatures.h"

using namespace favilla;
using namespace favilla::activitypub;

namespace {

constexpr Time now{1'700'000'000'000};
const std::string origin = "https://example.org";
constexpr std::size_t base_shown = 4096;

void require(bool holds)
{
    if (!holds) std::abort();
}

// "\n" parts the input: Signature, Signature-Input, Date, Digest (also Content-Digest), Host, target; what is left is the body.
net::Request request_of(std::string_view text)
{
    std::array<std::string, 6> parts;
    for (auto& part : parts) {
        auto end = std::min(text.find('\n'), text.size());
        part = std::string{text.substr(0, end)};
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    net::Request request;
    request.method = net::Method::Post;
    request.target = parts[5].empty() ? "/inbox" : parts[5];
    request.body = std::string{text};
    request.headers = {{"Host", parts[4].empty() ? "example.org" : parts[4]},
                       {"Date", parts[2].empty() ? http_date(now) : parts[2]},
                       {"Digest", parts[3]},
                       {"Content-Digest", parts[3]},
                       {"Signature", parts[0]}};
    if (!parts[1].empty()) request.headers.push_back({"Signature-Input", parts[1]});
    return request;
}

void look_at(const net::Request& request)
{
    auto signature = read_signature(request, origin, now);
    if (!signature) {
        require(signature.error().code == ErrorCode::Forbidden && signature.error().key.starts_with("signature."));
        return;
    }
    require(!signature->key_id.empty());
    require(signature->base.size() > 0);
    // A cavage line, or an RFC 9421 component, of the method and of the body's digest is among what was signed.
    bool cavage = signature->form == SignatureForm::Cavage;
    require(signature->base.find(cavage ? "(request-target): post " : "\"@method\": POST") != std::string::npos);
    require(signature->base.find(cavage ? "digest: " : "\"content-digest\": ") != std::string::npos);
}

const PrivateKey& key()
{
    static const auto made = PrivateKey::make_ed25519([](std::span<std::byte> bytes) {
        for (auto& byte : bytes) byte = std::byte{7};
    });
    return made;
}

// The input names a place and what is put there.
void change_what_was_signed(std::string_view text)
{
    if (text.size() < 4 || text.size() > base_shown) return;
    std::string body = "{}", target = "/inbox";
    net::Request request;
    request.method = net::Method::Post;
    request.target = target;
    request.body = body;
    request.headers = {{"Host", "example.org"}};
    for (auto& header : sign(SignatureForm::Rfc9421, net::Method::Post, *parse_web_url(origin + target), body,
                             {"https://peer.example/users/ada#main-key", key()}, now))
        request.headers.push_back(std::move(header));
    auto whole = read_signature(request, origin, now);
    require(whole && key().public_key().verifies(whole->base, whole->bytes));
    auto& header = request.headers[1 + static_cast<unsigned char>(text[0]) % (request.headers.size() - 1)];
    auto at = static_cast<std::size_t>(static_cast<unsigned char>(text[1])) * 256 + static_cast<unsigned char>(text[2]);
    header.value.replace(at % (header.value.size() + 1), static_cast<unsigned char>(text[3]) % 4, text.substr(4));
    auto read = read_signature(request, origin, now);
    if (read && key().public_key().verifies(read->base, read->bytes)) require(read->base == whole->base);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text{reinterpret_cast<const char*>(data), size};
    look_at(request_of(text));
    change_what_was_signed(text);
    return 0;
}
