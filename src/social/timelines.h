// SPDX-License-Identifier: AGPL-3.0-or-later
// social/timelines.h — reading what was written, newest first. A home and a list are rows of their own, written when
// something is posted; the others are read by index. Every read is bounded by its page and not by what has ever been
// written: where a wish leaves much out, a page comes short and says where to go on.
#pragma once
#include "social/paging.h"
#include "social/statuses.h"

namespace favilla::social {

// With what those among them that are boosts show.
struct StatusPage : Page<Status> {
    std::vector<Status> boosted;
};

enum class Origin { Anywhere, Local, Remote };

struct PublicQuery {
    Origin origin = Origin::Anywhere;
    DomainId domain;  // whose "local" is meant
    bool only_media = false;
};

struct TagQuery {
    std::string tag;                          // without "#", in any case
    std::vector<std::string> any, all, none;  // beside it: or these, and these, but none of these
    Origin origin = Origin::Anywhere;
    DomainId domain;
    bool only_media = false;
};

struct AccountQuery {
    AccountId author;
    bool exclude_replies = false;
    bool exclude_boosts = false;
    bool only_media = false;
    bool pinned = false;
    std::optional<std::string> tagged;
};

StatusPage home_timeline(db::Reader&, AccountId reader, const PageRequest&, Time now);
StatusPage public_timeline(db::Reader&, const PublicQuery&, Viewer, const PageRequest&, Time now);
StatusPage tag_timeline(db::Reader&, const TagQuery&, Viewer, const PageRequest&, Time now);
// Public posts that link to a page, by authors who may be discovered. None when no such page is known.
std::optional<StatusPage> link_timeline(db::Reader&, std::string_view url, Viewer, const PageRequest&, Time now);
StatusPage account_timeline(db::Reader&, const AccountQuery&, Viewer, const PageRequest&);
// Refuses NotFound for a list of somebody else.
Result<StatusPage> list_timeline(db::Reader&, AccountId owner, ListId, const PageRequest&, Time now);
// Paged by the id of the bookmark, of the favourite.
StatusPage bookmarked(db::Reader&, AccountId reader, const PageRequest&);
StatusPage favourited(db::Reader&, AccountId reader, const PageRequest&);

// A home is kept for those who come by. It is closed after a while of absence and filled again when it is opened.
inline constexpr int home_length = 800;
inline constexpr Duration home_kept_for = days(30);
bool home_is_open(db::Reader&, AccountId reader);
void open_home(db::Transaction&, AccountId reader, Time now);  // does nothing when it is open

// What a change of relations does to homes and lists.
void merge_into_home(db::Transaction&, AccountId reader, AccountId author, Time now);  // after a follow
void remove_from_home(db::Transaction&, AccountId reader, AccountId author);           // after an unfollow, block, mute
void merge_tag_into_home(db::Transaction&, AccountId reader, TagId, Time now);         // after following a tag
void fill_list(db::Transaction&, ListId, AccountId author, Time now);                  // after adding a member
void remove_from_list(db::Transaction&, ListId, AccountId author);

}  // namespace favilla::social
