// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_digests.h — what is new in a group, in one mail, as often as a member chose. It tells what they have not read, of
// whom they want to meet; where that is nothing, no mail comes. Of a hidden group it says how much is new, and not a word of it: what
// was said for members alone stays in the house.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "community/groups.h"
#include "jobs/workers.h"
#include "social/domains.h"
#include "social/mail.h"
#include "social/mail_rhythm.h"
#include "social/postman.h"

namespace favilla::community {

struct DigestChoice {
    AccountId group, member;
    friend bool operator==(const DigestChoice&, const DigestChoice&) = default;
};

std::optional<social::Rhythm> digest_rhythm(db::Reader&, const DigestChoice&);  // none: no mail
// None ends it. Refuses NotFound "group.missing" for who is no member, Invalid "group.digest_rhythm" for each topic by itself.
Result<void> choose_digest(db::Transaction&, const DigestChoice&, std::optional<social::Rhythm>, Time now);
void forget_digests_of_deleted(db::Transaction&, AccountId);

// The link by which a mail is answered: whoever has it may change or end this one digest, and nothing else.
inline constexpr std::string_view digest_path = "/mail/group?token=";  // pages/ answers there
std::string digest_link(const social::MailKey&, const DigestChoice&);
std::optional<DigestChoice> digest_in(const social::MailKey&, std::string_view link);  // none: not made here

inline constexpr std::string_view digests_queue = "mail.groups";
struct GroupDigestWork {
    static constexpr std::string_view name = "mail.group_digest";
    AccountId group, member;
};
BOOST_DESCRIBE_STRUCT(GroupDigestWork, (), (group, member))

// A job for each that is due, at most so many; how many were due.
int begin_group_digests(db::Transaction&, Time now, int at_most = 500);

inline constexpr int topics_in_digest = 30;
struct DigestTopic {
    std::string words;  // how it begins, or its content warning
    bool is_warned = false;
    bool is_announced = false;
    bool is_new = false;  // else something was said in it
    std::string author;
    std::int64_t answers = 0;
    std::string url;
};
struct GroupDigest {
    DigestChoice choice;
    std::string to, locale;
    social::Domain domain;
    social::Account group;
    bool is_hidden = false;
    std::vector<DigestTopic> topics;  // announced ones first, then the liveliest; of a hidden group only their number counts
    bool has_more = false;
    std::int64_t newest = 0;
    std::string way_out;  // the digest_link
};
// None: nothing to tell, or nobody any more who may be told.
std::optional<GroupDigest> find_digest(db::Reader&, const social::MailKey&, const DigestChoice&, Time now);
social::Mail compose_digest(const Locale&, const GroupDigest&, std::string_view from, Time now);
void settle_digest(db::Transaction&, const GroupDigest&);

void add_group_digest_work(jobs::Workers&, const social::Postman&);  // the postman must be there as long as they work

}  // namespace favilla::community
