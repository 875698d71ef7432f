// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/demo_invitations.h"

#include <map>
#include <stdexcept>

#include "community/invitations.h"

namespace favilla::server {

namespace {

constexpr std::size_t founders = 6;

template <class T>
T expect(Result<T> result)
{
    if (!result) throw std::runtime_error("the demo's invitation: " + result.error().key);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// Every fourth came by themselves; of the others each was brought by somebody who came much earlier.
std::map<std::size_t, std::vector<std::size_t>> who_brought_whom(std::size_t people)
{
    std::map<std::size_t, std::vector<std::size_t>> brought;
    for (auto n = founders; n < people; ++n)
        if (n % 4 != 0) brought[n / 2].push_back(n);
    return brought;
}

}  // namespace

int invite_demo_people(db::Database& database, const community::InvitationKey& key, std::span<const AccountId> people, Time begin)
{
    return database.write([&](db::Transaction& tx) {
        int invited = 0;
        auto brought = who_brought_whom(people.size());
        auto now = begin;
        for (std::size_t by = 0; by < people.size(); ++by) {
            const auto& friends = brought[by];
            // Some offer a place more than is taken, and some whom nobody takes up offer two.
            auto places = friends.size() + (friends.empty() ? (by % 5 == 0 ? 2 : 0) : by % 3);
            if (places == 0) continue;
            now = now + minutes(4);
            auto invitation = expect(community::make_invitation(
                tx, key, people[by], {.max_uses = static_cast<std::int64_t>(places), .group = {}, .word = {}}, now));
            for (auto one : friends) {
                expect(community::take_place(tx, invitation.id, people[one], now = now + minutes(2)));
                ++invited;
            }
        }
        return invited;
    });
}

void offer_demo_invitation(db::Database& database, const community::InvitationKey& key, AccountId by,
                           std::optional<AccountId> group, std::string_view word, Time today)
{
    database.write([&](db::Transaction& tx) {
        expect(community::make_invitation(tx, key, by,
                                          {.max_uses = 5, .lasts = days(30), .group = group, .word = std::string{word}}, today));
    });
}

}  // namespace favilla::server
