// SPDX-License-Identifier: AGPL-3.0-or-later
// social/status_views.h — statuses as they are shown: with their authors, what they boost, who and what they name, their
// polls, what the viewer has done with them, and which of the viewer's filters they meet. Loaded for a whole page at once, in a bounded number of queries, each
// left out when nothing on the page asks for it.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "social/accounts.h"
#include "social/filter_matching.h"
#include "social/past_marks.h"
#include "social/polls.h"
#include "social/previews.h"
#include "social/quotes.h"
#include "social/status_ties.h"
#include "social/statuses.h"

namespace favilla::social {

struct StatusMention {
    AccountId account;
    std::string username;
    std::string host;
    std::string url;
};

struct StatusMarks {  // the viewer's
    bool favourited = false;
    bool boosted = false;
    bool bookmarked = false;
    bool pinned = false;
    bool muted = false;  // its conversation
    bool own = false;    // of the viewer: pinned says something
};

struct StatusApplication {
    std::string name;
    std::optional<std::string> website;
};

struct QuoteView {
    enum class Wish { Welcome, ServerBlocked, Muted, Blocked };  // of the viewer, about its author
    QuoteState state = QuoteState::Pending;
    std::optional<StatusId> quoted;  // when there is consent, it is there and the viewer may see it
    bool deleted = false;
    Wish wish = Wish::Welcome;
    std::optional<Time> wish_ends;  // who shows it asks the clock
};

struct StatusView {
    Status status;
    std::vector<StatusMention> mentions;
    std::vector<std::string> tags;  // folded names, as in links
    std::optional<Poll> poll;
    std::optional<Preview> preview;
    std::vector<Media> media;
    StatusMarks marks;
    std::optional<QuoteView> quote;
    QuoteRight quote_right = QuoteRight::Denied;
    bool may_answer = true;  // as the authors of it and of what opened its conversation chose; asked for a viewer alone
    std::vector<FilterMatch> filtered;  // also by those that are over: who shows it asks the clock
};

// A page of them. What several share stands once.
struct StatusViews {
    std::vector<StatusView> items;  // as asked for
    std::unordered_map<StatusId, StatusView> boosted;
    std::unordered_map<StatusId, StatusView> quoted;  // by an item or what it boosts; what they quote themselves is only named
    std::unordered_map<AccountId, Account> accounts;  // authors, also of previewed pages
    std::unordered_map<ApplicationId, StatusApplication> applications;
    std::unordered_map<StatusId, StatusTie> ties;  // said of one post alone
    std::unordered_map<StatusId, PastMark> past;   // where they were first published
    std::vector<Filter> filters;                   // the viewer's

    const Account& author(const StatusView& view) const { return accounts.at(view.status.author); }
    const StatusView* boosted_by(const StatusView& view) const;     // null: no boost
    const StatusView* quoted_by(const StatusView& view) const;      // null: nothing that may be shown
    const Account* person(const StatusView& view) const;            // who wrote it in the voice of its author; null: not told
    const StatusTie* tie(const StatusView& view) const;             // null: none was said, or its page is gone
    const PastMark* first_published(const StatusView& view) const;  // null: here
    const StatusApplication* application(const StatusView& view) const;  // null: not known
};

// The statuses must be such as the viewer may see.
StatusViews load_views(db::Reader&, std::vector<Status>, Viewer);
// What they boost is at hand, and maybe more.
StatusViews load_views(db::Reader&, std::vector<Status>, std::vector<Status> boosted, Viewer);

// Those among them who have filters at all.
std::vector<AccountId> filtering_among(db::Reader&, std::span<const AccountId>);
// What this reader's filters make of a page that was loaded for nobody in particular. False when they meet nothing on it.
bool apply_filters(db::Reader&, StatusViews&, AccountId reader);

// A status and its place in its conversation, as far as the viewer may see.
struct Thread {
    StatusViews views;          // ancestors, then descendants
    std::size_t ancestors = 0;  // how many of them; the root first
};

inline constexpr std::size_t max_ancestors = 4096;
inline constexpr std::size_t max_descendants = 4096;  // in reading order: each answer right behind what it answers
inline constexpr std::size_t max_ancestors_for_strangers = 40;
inline constexpr std::size_t max_descendants_for_strangers = 60;
Thread load_thread(db::Reader&, const Status&, Viewer);

}  // namespace favilla::social
