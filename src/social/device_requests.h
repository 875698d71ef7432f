// SPDX-License-Identifier: AGPL-3.0-or-later
// social/device_requests.h — letting in a device without a keyboard or a browser (RFC 8628): it shows a short code, its person types
// that at /device, and the device meanwhile asks again and again whether they have.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "net/rate_limit.h"
#include "social/applications.h"
#include "social/offline_access.h"

namespace favilla::social {

inline constexpr Duration device_code_lasts = minutes(10);
inline constexpr Duration device_pause =
    seconds(5);  // between two times that a device asks; so much longer each time it did not wait
inline constexpr net::RateRule device_by_address{"device_address", 30, hours(1)};
// How often somebody may come with a code, to look or to answer: 8 letters of 20 are 34 bits, good for ten minutes (RFC 8628, 5.1).
inline constexpr net::RateRule user_code_by_account{"user_code_account", 20, minutes(30)};
inline constexpr net::RateRule user_code_by_address{"user_code_address", 40, minutes(30)};

struct DeviceDraft {
    DomainId domain;
    ApplicationId application;
    AskedScopes scopes;
};

struct DeviceCodes {
    std::string device_code;  // its own secret
    std::string user_code;    // "WDJB-MJHT": no vowels, so that it spells nothing, and nothing that is taken for another
};

DeviceCodes open_device_request(db::Transaction&, const Random&, const DeviceDraft&, Time now);

struct DeviceRequest {
    Application application;
    AskedScopes scopes;
    std::string user_code;  // as it is written
};

// Of who asks for it with their code, however they typed it. Refuses NotFound "device.code_unknown": none, too old, or answered already.
Result<DeviceRequest> find_device_request(db::Reader&, DomainId, std::string_view typed, Time now);

// Counts first, right ones too: whoever opens requests of their own has right ones to begin anew with. Refuses TooMany
// "device.too_many_codes". `address` is net::address_key.
Result<void> count_user_code(net::RateLimiter&, AccountId, std::string_view address, Time now);

// What its person says; once. Refuses as find_device_request.
Result<void> allow_device(db::Transaction&, DomainId, std::string_view typed, AccountId, std::optional<AccountId> voice,
                          Time now);
Result<void> refuse_device(db::Transaction&, DomainId, std::string_view typed, Time now);

struct DeviceAttempt {
    ApplicationId application;
    std::string device_code;
};
// The device asks. Good once when it was allowed.
GrantOutcome ask_for_device(db::Transaction&, const Random&, const DeviceAttempt&, const TokenLifetimes&, Time now);

void forget_old_device_requests(db::Transaction&, Time now);

}  // namespace favilla::social
