// SPDX-License-Identifier: AGPL-3.0-or-later
// community/subjects.h — what a text is about, as far as its tags and the stems of its words say. What is never inferred of anybody (health,
// religion, politics, sexuality, union, origin) is no subject, and a text that touches on it has none at all: what stands beside such a word
// tells of it as well. docs/interests.md has the rule; the roots stand in never_inferred.cpp, in Italian and English.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace favilla::community {

struct Subject {
    std::string key;    // "#poesia"; of a stem its language and the stem, "it:poes"
    std::string label;  // as written
    bool is_tag() const { return key.starts_with('#'); }
};

Subject subject_of_tag(std::string_view name);

// Each once. Words of three letters and fewer, numbers and those that join others ("perché", "which") are none. A language that is not
// given is detected.
std::vector<Subject> subjects_of(std::string_view text, std::string_view language = {});
std::string subject_language(std::string_view text);  // as detected; empty when unsure

// Whether a word or tag in any form, or one of a text's, is of what is never inferred.
bool is_never_inferred(std::string_view word_or_tag);
bool touches_never_inferred(std::string_view text);   // in its words
bool is_about_never_inferred(std::string_view text);  // as a post: its tags too

}  // namespace favilla::community
