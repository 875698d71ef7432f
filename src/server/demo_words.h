// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_words.h — the words the demo community is made of, in Italian and English.
#pragma once
#include <span>
#include <string_view>

namespace favilla::server {

struct DemoReader {
    std::string_view username, display_name, note, language;
};
struct DemoBook {
    std::string_view title, author;
};

struct DemoWords {
    std::span<const std::string_view> announcements;  // the page tells
    std::span<const std::string_view> questions;      // the page or a reader asks
    std::span<const std::string_view> reasons;        // why a book: "{book}" stands for it
    std::span<const std::string_view> agreements;
    std::span<const std::string_view> objections;
    std::span<const std::string_view> follow_ups;  // a question back
    std::span<const std::string_view> replies_of_page;
    std::span<const std::string_view> small_talk;
    std::span<const DemoBook> books;
    std::string_view long_question;
    std::string_view chain_opening;
    std::span<const std::string_view> chain;  // a story told by turns
};

std::span<const DemoReader> demo_readers();
const DemoWords& demo_words(std::string_view language);

}  // namespace favilla::server
