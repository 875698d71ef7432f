// SPDX-License-Identifier: AGPL-3.0-or-later
// console/group_json.h — a group as our own API shows it: the entity Group of docs/api/favilla.yaml.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "community/group_members.h"
#include "community/group_topics.h"
#include "community/group_trust.h"
#include "mastodon/answers.h"
#include "mastodon/api.h"
#include "social/accounts.h"

namespace favilla::console {

struct ShownGroup {
    social::Account account;
    community::Group group;
    std::optional<std::string> host;  // of one that is not of this place
    std::vector<std::string> rules;
    std::vector<community::GroupPerson> people;
    std::vector<social::Account> accounts;  // beside people
    // Of who asks:
    std::optional<community::MemberStanding> standing;
    int unread = 0;
    std::optional<std::string_view> digest;   // how often they have it by mail, "none"; none: it cannot be had
    std::optional<community::TrustIn> trust;  // of a member who is not in charge
    std::optional<bool> told;                 // of announcements; none: no member
    std::vector<community::OwnTopic> waiting;
    std::optional<community::Care> care;
};

// None when there is no such group, or it is not to be known by who asks: the two are answered alike.
std::optional<ShownGroup> find_shown_group(db::Reader&, const mastodon::Api&, AccountId);
void write_group(JsonWriter&, const mastodon::Api&, const ShownGroup&);
net::Response group_response(mastodon::Api&, AccountId);

std::optional<AccountId> named_group(const net::Request&);
// The group that the path names (:id), where who asks may know of it, may read it, or is in charge of it. What is looked after here is of
// this place alone.
std::optional<community::Group> find_known_group(const net::Request&, mastodon::Api&);
std::optional<community::Group> find_readable_group(const net::Request&, mastodon::Api&);  // also of another server
std::optional<community::Group> named_remote_group(const net::Request&, mastodon::Api&);
bool is_in_charge(mastodon::Api&, const community::Group&);

}  // namespace favilla::console
