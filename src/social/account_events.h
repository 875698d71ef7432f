// SPDX-License-Identifier: AGPL-3.0-or-later
// social/account_events.h — what is announced about accounts, users and tokens, in the transaction that made it true.
#pragma once
#include <string_view>

#include <boost/describe.hpp>

#include "base/ids.h"

namespace favilla::social {

struct AccountCreated {
    static constexpr std::string_view name = "AccountCreated";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(AccountCreated, (), (account))

struct AccountAdmitted {  // confirmed, and approved where that is asked for
    static constexpr std::string_view name = "AccountAdmitted";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(AccountAdmitted, (), (account))

struct SignUpForgotten {  // nobody had seen the account, and nobody will
    static constexpr std::string_view name = "SignUpForgotten";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(SignUpForgotten, (), (account))

struct ProfileChanged {
    static constexpr std::string_view name = "ProfileChanged";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(ProfileChanged, (), (account))

struct AccountSuspended {
    static constexpr std::string_view name = "AccountSuspended";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(AccountSuspended, (), (account))

struct TokenRevoked {  // whatever is open under it must be closed
    static constexpr std::string_view name = "TokenRevoked";
    TokenId token;
};
BOOST_DESCRIBE_STRUCT(TokenRevoked, (), (token))

struct RoleChanged {  // of somebody who signs in here
    static constexpr std::string_view name = "RoleChanged";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(RoleChanged, (), (account))

struct VoiceEnded {  // somebody speaks for a page no longer: what they have open in its voice must be closed
    static constexpr std::string_view name = "VoiceEnded";
    AccountId page, person;
};
BOOST_DESCRIBE_STRUCT(VoiceEnded, (), (page, person))

}  // namespace favilla::social
