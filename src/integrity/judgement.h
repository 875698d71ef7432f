// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/judgement.h — who acted together beyond what popularity, activity and habit explain, in groups, with each signal that says
// so. What is found is for people to look at: it says nothing of intent, and nothing of truth. A pair is never a group, and somebody
// whom others follow about is no member of what follows them.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "integrity/community_files.h"

namespace favilla::integrity {

enum class Signal {
    CoParticipation,  // C, of likes, boosts and votes
    Synchrony,        // S
    Replies,          // C of what they answered, among those who write almost the same (T, which says nothing by itself)
    Bursts,           // B
    Invitation,       // I
    AccountBurst,     // A
    Reciprocity,      // R, of groups that C found; it makes none
    Sequences,        // H, of groups that others found; it makes none
    Network           // N, of any group; it makes none
};
std::string_view name_of(Signal);  // "C", "S", "T", "B", "I", "A", "R", "H", "N"

struct SignalFigure {
    Signal signal = Signal::CoParticipation;
    double p = 1, q = 1;  // the least among what ties them to the group
};

enum class Label { Coordinated, Affiliated };  // affiliated: they said so themselves
std::string_view name_of(Label);

struct Flagged {
    std::uint32_t account = 0;
    std::uint32_t group = 0;  // from 1
    Label label = Label::Coordinated;
    std::vector<SignalFigure> signals;
};

// What the tests of pairs say of a community, whatever level it is then judged at.
struct Tested {
    History history;
    PairTest co_participation, synchrony, bursts, replies;
};
Tested test_pairs(const Community&);

// By group, then by account.
std::vector<Flagged> judge(const Community&, const Tested&, double q);
std::vector<Flagged> judge(const Community&, double q);

}  // namespace favilla::integrity
