// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/mail_reader.h — what a mail says, read from its bytes (RFC 5322, RFC 2045 to 2049, with GMime): its words as text, what of them is
// new, who it says it is from, and whether a person wrote it. Attachments are counted and named, and never opened.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "distribution/mail_proof.h"

namespace favilla::distribution {

// A report that a mail could not be delivered (RFC 3464), of its first recipient who will never have it.
struct Bounce {
    std::string status;  // "5.1.1"
};

struct ReadMail {
    std::string from, from_name;  // as the mail says: nothing proves it
    std::string subject;
    std::string message_id;                // without its brackets; empty: it has none
    std::vector<std::string> references;   // likewise, the oldest first, at most ten
    std::string words;                     // what is new
    std::string rest;                      // what was quoted, and a signature
    std::vector<std::string> attachments;  // their names; empty where one has none
    bool automatic = false;                // no person wrote it: RFC 3834, and lists
    bool asks_to_leave = false;            // its first line says so, in one of our languages
    std::optional<Bounce> bounce;
    MailProof proof;
};

inline constexpr std::size_t longest_words = 20'000;  // bytes; what is more is left out
inline constexpr std::size_t longest_rest = 50'000;
inline constexpr std::size_t most_attachments = 20;  // that are named

// None: it cannot be read as a mail. Any bytes may be given. `authserv_id`: the server that is believed about who sent it; empty: none.
std::optional<ReadMail> read_mail(std::string_view bytes, std::string_view authserv_id = {});

// The two parts of a text, by the rule of docs/email.md.
struct CutText {
    std::string words, rest;
};
CutText cut_history(std::string_view text);
bool asks_to_leave(std::string_view words);

}  // namespace favilla::distribution
