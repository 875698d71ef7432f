// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/passwords.h"

#include <algorithm>

#include "base/text.h"

namespace favilla::social {

std::optional<std::string> password_problem(std::string_view password)
{
    if (password.empty()) return "user.password_blank";
    if (password.size() > max_password_length) return "user.password_too_long";
    if (grapheme_count(password) < min_password_length) return "user.password_too_short";
    return std::nullopt;
}

// Holds one of the places while it lives.
class PasswordHasher::Turn {
public:
    explicit Turn(PasswordHasher& hasher) : hasher_(hasher)
    {
        std::unique_lock lock{hasher_.mutex_};
        if (hasher_.running_ >= hasher_.limits_.at_once && hasher_.waiting_ >= hasher_.limits_.waiting) return;
        ++hasher_.waiting_;
        hasher_.free_.wait(lock, [&] { return hasher_.running_ < hasher_.limits_.at_once; });
        --hasher_.waiting_;
        ++hasher_.running_;
        hasher_.most_ = std::max(hasher_.most_, hasher_.running_);
        held_ = true;
    }
    ~Turn()
    {
        if (!held_) return;
        std::lock_guard lock{hasher_.mutex_};
        --hasher_.running_;
        hasher_.free_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool held() const { return held_; }

private:
    PasswordHasher& hasher_;
    bool held_ = false;
};

PasswordHasher::PasswordHasher(Random random, Limits limits, PasswordCost cost)
    : random_(std::move(random)),
      limits_(limits),
      cost_(cost),
      nobodys_hash_(nobodys_password_hash(random_, cost_))
{}

Result<std::string> PasswordHasher::hash(std::string_view password)
{
    if (auto problem = password_problem(password)) return refuse(ErrorCode::Invalid, *problem);
    Turn turn{*this};
    if (!turn.held()) return refuse(ErrorCode::TooMany, "sign_in.busy");
    return hash_password(random_, password, cost_);
}

Result<PasswordCheck> PasswordHasher::check(const std::optional<std::string>& phc, std::string_view password)
{
    Turn turn{*this};
    if (!turn.held()) return refuse(ErrorCode::TooMany, "sign_in.busy");
    // A password nobody can have is not worth its length in work, but takes the time of any other.
    auto possible = phc && !phc->empty() && password.size() <= max_password_length;
    auto checked =
        check_password(possible ? *phc : nobodys_hash_, possible ? password : password.substr(0, max_password_length), cost_);
    if (!possible) return PasswordCheck{};
    return checked;
}

int PasswordHasher::most_at_once() const
{
    std::lock_guard lock{mutex_};
    return most_;
}

}  // namespace favilla::social
