// SPDX-License-Identifier: AGPL-3.0-or-later
// base/web_push.h — a message for a browser, so that the push service which carries it reads nothing of it (RFC 8291), and the
// signature by which that service knows who sends (VAPID, RFC 8292). Bytes are raw unless said otherwise.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/p256.h"
#include "base/time.h"

namespace favilla {

// What a browser gave to be written to.
struct PushReceiver {
    std::string point;  // "p256dh", uncompressed
    std::string auth;   // 16 bytes
};

// RFC 8291, and the draft before it (draft-ietf-webpush-encryption-04), which older apps still ask for.
enum class PushEncoding { Aes128gcm, Aesgcm };

struct PushMessage {
    std::vector<std::pair<std::string, std::string>> headers;  // all but those of the endpoint's own protocol (RFC 8030)
    std::string body;
};

inline constexpr std::size_t push_auth_size = 16;
inline constexpr std::size_t push_salt_size = 16;
inline constexpr std::size_t max_push_text =
    3800;  // with what is added, below the 4,096 that every service takes (RFC 8030, 7.2)

// RFC 8291, 3: `sender` is a key for this message alone. None when the receiver's point is not on the curve.
std::optional<std::string> encrypt_push(const PushReceiver&, std::string_view text, const P256Key& sender, std::string_view salt);

// "https://push.example": who the token is for.
struct VapidClaims {
    std::string audience;
    std::string subject;  // "mailto:…" or "https://…": who is asked when something is wrong
    Time expires_at;      // within a day
};
std::string vapid_token(const P256Key&, const VapidClaims&);  // RFC 8292, 2: a JWT

// An installation as push services know it. A token is signed once for each service and used until its end is near, since it is good
// for many messages (RFC 8292, 2.1). Any thread may ask.
class VapidSender {
public:
    explicit VapidSender(P256Key key) : key_(std::move(key)), known_as_(to_base64url(key_.point())) {}

    const std::string& known_as() const { return known_as_; }  // the public key, in base64url
    std::string token(const std::string& audience, const std::string& subject, Time now);

private:
    struct Signed {
        std::string token;
        Time expires_at;
    };
    P256Key key_;
    std::string known_as_;
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, Signed> signed_;  // by audience and subject
};

inline constexpr Duration vapid_token_lasts = hours(12);
inline constexpr Duration vapid_token_renewed = hours(1);  // before its end: clocks differ, and a message may be on its way
inline constexpr std::size_t max_vapid_tokens = 1'000;     // whoever subscribes says which service it is

// Encrypted, each time with a new key and salt.
std::optional<PushMessage> make_push_message(const Random&, PushEncoding, const PushReceiver&, std::string_view text,
                                             std::string_view token, std::string_view known_as);

}  // namespace favilla
