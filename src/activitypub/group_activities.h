// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/group_activities.h — groups on the wire (FEP-1b12). A group of ours passes on what happens in it: to servers that know
// groups (Lemmy, PieFed, NodeBB, ours) the activity itself inside an Announce; to all others an Announce of each topic, which their
// people see as a boost. So each member hears of a topic once. What a group elsewhere passes on to us is believed only as far as the
// server of its author says the same.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/federation.h"
#include "activitypub/perform.h"
#include "community/group_events.h"
#include "distribution/deliveries.h"

namespace favilla::activitypub {

inline std::string moderators_of(std::string_view actor) { return std::string{actor} + "/moderators"; }

// What one of ours wrote in a group of ours. What others wrote is passed on as it came, by pass_on.
void tell_in_group(Federation&, const community::GroupStatusAdded&);
// What came from elsewhere and waited is named by its address: its activity, as it came, is not kept.
void tell_let_in(Federation&, const community::GroupTopicLetIn&);
// What one of ours in charge did to a status: Delete, Lock, or Undo of that. What others in charge did is passed on as it came.
void tell_moderated(Federation&, const community::GroupModerated&);
// An activity of one of ours about a status; nothing happens unless that is in a group of ours.
void pass_on(Federation&, StatusId, std::string_view activity_uri, const std::string& actor, std::string_view activity);

// What came to a group of ours is passed on after it was done: `subject` is what it is about, found before.
std::optional<StatusId> subject_in_own_group(db::Reader&, const boost::json::value& activity);
void pass_on_received(const Performance&, std::optional<StatusId> subject);
// The same of what was taken out of a group of ours, and so is in it no more.
void pass_on_removal(const Performance&, AccountId group);

// An activity that a group passes on to us: done when its author's own server shows it, or shows what it leads to.
void perform_passed_on(const Performance&, const boost::json::value& inner);

// What is known here, as its server shows it now.
void refresh_known(const Performance&, const std::string& object);

// Of a group's followers' servers, those that know groups, or the others.
enum class GroupServers { Only, LeftOut };
std::vector<distribution::Destination> filtered(db::Reader&, std::vector<distribution::Destination>, GroupServers);

// Asks a host what runs there (NodeInfo), once in a while.
void learn_software(Federation&, std::string_view host);
bool software_is_known(db::Reader&, std::string_view host, Time now);
struct SoftwareWork {
    static constexpr std::string_view name = "learn_software";
    std::string host;
};
BOOST_DESCRIBE_STRUCT(SoftwareWork, (), (host))
// Each server that was never asked is, by a job.
void ask_what_runs(Federation&, Time now);

}  // namespace favilla::activitypub
