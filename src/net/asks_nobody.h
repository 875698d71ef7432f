// SPDX-License-Identifier: AGPL-3.0-or-later
// net/asks_nobody.h — while one lives, this thread asks no other server: what would have to is an exception. For what is done where
// nobody may wait for others.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

namespace favilla::net {

class WouldAsk : public std::runtime_error {
    using runtime_error::runtime_error;
};

class AsksNobody {
public:
    AsksNobody() : held_before_(holds_) { holds_ = true; }
    ~AsksNobody() { holds_ = held_before_; }
    AsksNobody(const AsksNobody&) = delete;
    AsksNobody& operator=(const AsksNobody&) = delete;

    // Before whatever leads to a request.
    static void check(std::string_view whom)
    {
        if (holds_) throw WouldAsk{"would have to be asked: " + std::string{whom}};
    }

private:
    static thread_local inline bool holds_ = false;
    bool held_before_;
};

}  // namespace favilla::net
