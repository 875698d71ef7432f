// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/haste.h — signal V: acts on more than thirty different posts within a minute are no person's. That is spam, and no sign of
// coordination: the team sees it as such, and nothing follows from it.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::integrity {

inline constexpr std::size_t most_a_minute = 30;       // of a person
inline constexpr std::size_t counted_a_minute = 1000;  // what is more is counted as so many
inline constexpr Duration haste_kept = days(60);

// How fast each account goes, act by act.
class Pace {
public:
    // How many different objects the account acted on within the minute that ends then.
    std::size_t note(std::int64_t account, std::int64_t object, std::int64_t at);
    std::size_t accounts() const { return recent_.size(); }

private:
    struct Done {
        std::int64_t object = 0, at = 0;
    };
    std::unordered_map<std::int64_t, std::vector<Done>> recent_;
    std::int64_t cleaned_at_ = 0;
};

// The worst minute of an account's day.
struct Haste {
    DomainId domain;  // whose posts it was done to
    AccountId account;
    std::int64_t day = 0;  // UTC, since 1970
    std::int64_t posts = 0;
    Time at;
};
void keep_haste(db::Transaction&, const Haste&);  // unless a worse one of that day is kept
void drop_old_haste(db::Transaction&, Time now);
void forget_haste_of_deleted(db::Transaction&, AccountId);
std::vector<Haste> recent_haste(db::Reader&, DomainId, int limit);  // the newest day first
std::vector<Haste> haste_of(db::Reader&, DomainId, AccountId);

}  // namespace favilla::integrity
