// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/followers_sync.h — both servers agree on who follows whom (FEP-8fcf). What is for followers goes to shared inboxes, so a
// follow that ended on one side only would show it to people it is not for. With each such delivery goes a digest of who follows on that
// server; where it differs from what is known there, the list is asked for, and follows that only one side knows of are ended.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "activitypub/federation.h"

namespace favilla::activitypub {

inline constexpr std::int64_t max_synchronised = 25'000;  // followers; above that nothing is said

struct SynchroniseWork {
    static constexpr std::string_view name = "synchronise";
    std::string actor;
    std::string url;
};
BOOST_DESCRIBE_STRUCT(SynchroniseWork, (), (actor, url))

inline std::string synchronisation_of(std::string_view actor) { return std::string{actor} + "/followers_synchronization"; }

// XOR of the SHA-256 of each URI, in hexadecimal.
std::string followers_digest(std::span<const std::string> uris);

// The header's value for a delivery of this post to a host; empty where it is not for followers.
std::string synchronisation_header(db::Reader&, StatusId, std::string_view host);

struct SynchronisationClaim {
    std::string collection, url, digest;
};
std::optional<SynchronisationClaim> read_synchronisation(std::string_view header);
// A job when what a verified actor claims differs from what is known here.
void check_synchronisation(Federation&, std::string_view actor, std::string_view header);
void synchronise(Federation&, const SynchroniseWork&);  // the job

// GET /users/:name/followers_synchronization: the followers on the server that asks, which must sign.
Handler get_followers_synchronisation;

}  // namespace favilla::activitypub
