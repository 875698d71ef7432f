// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/web_push.h"

#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

#include "base/bytes_of.h"
#include "base/json_writer.h"

namespace favilla {

namespace {

using namespace std::string_literals;

constexpr std::size_t key_size = 16;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t record_size = 4096;

// RFC 5869, for at most one block.
std::string hkdf(std::string_view salt, std::string_view secret, std::string info, std::size_t size)
{
    info.push_back('\x01');
    return hmac_sha256(hmac_sha256(salt, secret), info).substr(0, size);
}

std::string number(std::uint32_t value, int bytes)  // big-endian
{
    std::string out;
    for (auto shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
    return out;
}

std::string seal_record(const std::string& key, const std::string& nonce, std::string_view plain)
{
    std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
    std::string out(plain.size() + tag_size, '\0');
    int size = 0;
    int rest = 0;
    bool done = EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, bytes_of(key), bytes_of(nonce)) == 1
             && EVP_EncryptUpdate(context.get(), bytes_of(out), &size, bytes_of(plain), static_cast<int>(plain.size())) == 1
             && EVP_EncryptFinal_ex(context.get(), bytes_of(out) + size, &rest) == 1
             && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, bytes_of(out) + plain.size()) == 1;
    if (!done) throw std::runtime_error("a push message could not be encrypted");
    return out;
}

// draft-ietf-webpush-encryption-04, 3.3, with draft-ietf-httpbis-encryption-encoding-03: two bytes of padding length before the text.
std::optional<std::string> encrypt_draft(const PushReceiver& receiver, std::string_view text, const P256Key& sender,
                                         std::string_view salt)
{
    auto secret = sender.agree(receiver.point);
    if (!secret) return std::nullopt;
    auto input = hkdf(receiver.auth, *secret, "Content-Encoding: auth\0"s, 32);
    auto parties = "P-256\0"s + number(p256_point_size, 2) + receiver.point + number(p256_point_size, 2) + sender.point();
    auto key = hkdf(salt, input, "Content-Encoding: aesgcm\0"s + parties, key_size);
    auto nonce = hkdf(salt, input, "Content-Encoding: nonce\0"s + parties, nonce_size);
    return seal_record(key, nonce, "\0\0"s + std::string{text});
}

std::string base64url_json(const std::function<void(JsonWriter&)>& write) { return to_base64url(write_json(write)); }

}  // namespace

std::optional<std::string> encrypt_push(const PushReceiver& receiver, std::string_view text, const P256Key& sender,
                                        std::string_view salt)
{
    auto secret = sender.agree(receiver.point);
    if (!secret) return std::nullopt;
    auto input = hkdf(receiver.auth, *secret, "WebPush: info\0"s + receiver.point + sender.point(), 32);
    auto key = hkdf(salt, input, "Content-Encoding: aes128gcm\0"s, key_size);
    auto nonce = hkdf(salt, input, "Content-Encoding: nonce\0"s, nonce_size);
    auto head = std::string{salt} + number(record_size, 4) + number(p256_point_size, 1) + sender.point();
    return head + seal_record(key, nonce, std::string{text} + '\x02');  // the delimiter of the last record (RFC 8188, 2)
}

std::string vapid_token(const P256Key& key, const VapidClaims& claims)
{
    auto head = base64url_json([](JsonWriter& json) {
        json.object([&] {
            json.field("typ", "JWT");
            json.field("alg", "ES256");
        });
    });
    auto body = base64url_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("aud", claims.audience);
            json.field("exp", claims.expires_at.milliseconds / 1000);
            json.field("sub", claims.subject);
        });
    });
    auto text = head + "." + body;
    return text + "." + to_base64url(key.sign(text));
}

std::string VapidSender::token(const std::string& audience, const std::string& subject, Time now)
{
    std::lock_guard lock{mutex_};
    std::pair place{audience, subject};
    if (signed_.size() >= max_vapid_tokens && !signed_.contains(place)) signed_.clear();
    auto& known = signed_[place];
    // Also when the clock was set back: none is good for more than a day.
    if (now + vapid_token_renewed < known.expires_at && known.expires_at <= now + vapid_token_lasts) return known.token;
    known.expires_at = now + vapid_token_lasts;
    return known.token = vapid_token(key_, {audience, subject, known.expires_at});
}

std::optional<PushMessage> make_push_message(const Random& random, PushEncoding encoding, const PushReceiver& receiver,
                                             std::string_view text, std::string_view token, std::string_view known_as)
{
    auto sender = P256Key::make(random);
    auto salt = random_bytes(random, push_salt_size);
    if (encoding == PushEncoding::Aes128gcm) {
        auto body = encrypt_push(receiver, text, sender, salt);
        if (!body) return std::nullopt;
        return PushMessage{{{"Content-Encoding", "aes128gcm"},
                            {"Authorization", "vapid t=" + std::string{token} + ", k=" + std::string{known_as}}},
                           *std::move(body)};
    }
    auto body = encrypt_draft(receiver, text, sender, salt);
    if (!body) return std::nullopt;
    return PushMessage{{{"Content-Encoding", "aesgcm"},
                        {"Encryption", "salt=" + to_base64url(salt)},
                        {"Crypto-Key", "dh=" + to_base64url(sender.point()) + ";p256ecdsa=" + std::string{known_as}},
                        {"Authorization", "WebPush " + std::string{token}}},
                       *std::move(body)};
}

}  // namespace favilla
