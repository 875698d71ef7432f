// SPDX-License-Identifier: AGPL-3.0-or-later
// social/passwords.h — hashing, a bounded number at once: each takes 19 MiB and 25 ms. Never inside a transaction.
#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/result.h"

namespace favilla::social {

inline constexpr std::size_t min_password_length = 8;    // characters
inline constexpr std::size_t max_password_length = 256;  // bytes

// None when it is fine, else why not: user.password_blank, .password_too_short, .password_too_long.
std::optional<std::string> password_problem(std::string_view password);

class PasswordHasher {
public:
    struct Limits {
        int at_once = 2;
        int waiting = 16;  // beyond that many: TooMany "sign_in.busy"
    };
    explicit PasswordHasher(Random, Limits = {2, 16}, PasswordCost = {});
    PasswordHasher(const PasswordHasher&) = delete;
    PasswordHasher& operator=(const PasswordHasher&) = delete;

    Result<std::string> hash(std::string_view password);
    // Without a hash (nobody of that name is here) it works just as long and says no.
    Result<PasswordCheck> check(const std::optional<std::string>& phc, std::string_view password);

    const Random& random() const { return random_; }
    int most_at_once() const;  // ever, so far

private:
    class Turn;
    Random random_;
    Limits limits_;
    PasswordCost cost_;
    std::string nobodys_hash_;
    mutable std::mutex mutex_;
    std::condition_variable free_;
    int running_ = 0;
    int waiting_ = 0;
    int most_ = 0;
};

}  // namespace favilla::social
