// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/acts.h — what a person of the team does with what waits, short of answering. Each act is written down with the person; the last one
// can be taken back. Who looks at an item just now stands beside it for seconds.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "desk/items.h"

namespace favilla::desk {

enum class ActKind { Take, HandOver, Release, Note, Snooze, NoneNeeded, Done, Answer, Undo, Unsubscribe };
std::string_view name_of(ActKind);                   // "take", "hand_over", …
std::optional<ActKind> parse_act(std::string_view);  // what somebody may ask for: not "answer"

inline constexpr Duration claim_lasts = minutes(30);  // of who took it; then it is anybody's again
inline constexpr Duration handing_lasts = hours(24);  // of who was given it: they may be away just now
inline constexpr Duration undo_lasts = hours(1);
inline constexpr Duration longest_snooze = days(90);
inline constexpr std::size_t most_at_once = 100;    // items
inline constexpr std::size_t longest_words = 2000;  // of a note, a reason

struct Wanted {
    ActKind kind = ActKind::Take;
    AccountId by;
    std::optional<AccountId> to;  // of HandOver
    std::optional<Time> until;    // of Snooze
    std::string words;            // a Note, the reason why no answer is needed
    // Of Done and NoneNeeded: the last post they had read of each item. What came behind it in the last half minute waits still, and the item with
    // it. Where nothing is said, all that waits is settled.
    std::map<ItemId, StatusId> seen = {};
};
// All of them or none. Refuses: NotFound "desk.item_missing" (also of a page whose desk they do not see), Forbidden "page.not_allowed",
// Conflict "rhythm.colleague_away", "desk.taken" (somebody else has it), "desk.closed", "desk.not_held", "desk.nothing_to_undo", "desk.undo_too_late"; Invalid "desk.not_subscribed",
// "desk.reason_missing", "desk.note_blank", "desk.words_too_long", "desk.snooze_invalid", "desk.colleague_missing", "desk.items_missing"; of reports, "desk.report_elsewhere" and "desk.colleague_sees_no_reports".
Result<std::vector<Item>> act(db::Transaction&, std::span<const ItemId>, const Wanted&, Time now);

struct Act {
    std::int64_t id = 0;
    AccountId by;
    ActKind kind = ActKind::Take;
    std::string words;
    std::optional<AccountId> to;
    std::optional<StatusId> status;  // of Answer
    std::optional<Time> undone_at;
    Time created_at;
};
inline constexpr int acts_shown = 50;
std::vector<Act> acts_of(db::Reader&, ItemId);  // the last ones, oldest first

struct Present {
    AccountId person;
    bool writes = false;
    Time until;
};
inline constexpr Duration presence_lasts = seconds(20);  // unless it is said again
std::vector<Present> present_at(db::Reader&, ItemId, Time now);
enum class Doing { Looks, Writes, Left };
std::optional<Doing> parse_doing(std::string_view);  // "looks", "writes", "left"
void be_present(db::Transaction&, const Item&, AccountId person, Doing, Time now);
void forget_presence(db::Transaction&, Time now);  // what is over

}  // namespace favilla::desk
