// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/filter_matching.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace favilla::social {

namespace {

bool begins_in_word(std::string_view text) { return !text.empty() && is_word_character(decode_utf8(text).character); }

bool ends_in_word(std::string_view text)
{
    auto start = text.size();
    while (start > 0 && (static_cast<unsigned char>(text[--start]) & 0xC0) == 0x80) {}
    return begins_in_word(text.substr(start));
}

}  // namespace

KeywordSearch::KeywordSearch(const FilterKeyword& keyword) : word_(fold(keyword.keyword)), back_(word_.size())
{
    for (std::size_t at = 1, fits = 0; at < word_.size(); ++at) {
        while (fits > 0 && word_[at] != word_[fits]) fits = back_[fits - 1];
        if (word_[at] == word_[fits]) ++fits;
        back_[at] = fits;
    }
    alone_before_ = keyword.whole_word && begins_in_word(word_);
    alone_behind_ = keyword.whole_word && ends_in_word(word_);
}

bool KeywordSearch::stands_alone(std::string_view text, std::size_t start) const
{
    return !(alone_before_ && ends_in_word(text.substr(0, start)))
        && !(alone_behind_ && begins_in_word(text.substr(start + word_.size())));
}

bool KeywordSearch::matches(std::string_view text) const
{
    // Mostly it is not there at all, which the C library sees soonest, also in linear time.
    if (word_.empty() || !memmem(text.data(), text.size(), word_.data(), word_.size())) return false;
    for (std::size_t at = 0, fits = 0; at < text.size(); ++at) {
        while (fits > 0 && text[at] != word_[fits]) fits = back_[fits - 1];
        if (text[at] == word_[fits]) ++fits;
        if (fits < word_.size()) continue;
        if (stands_alone(text, at + 1 - word_.size())) return true;
        fits = back_[fits - 1];
    }
    return false;
}

FilterSearch::FilterSearch(std::span<const Filter> filters)
{
    for (const auto& filter : filters) ready_.push_back({&filter, {filter.keywords.begin(), filter.keywords.end()}});
}

bool FilterSearch::has_keywords() const
{
    return std::ranges::any_of(ready_, [](const Ready& ready) { return !ready.keywords.empty(); });
}

std::vector<FilterMatch> FilterSearch::matches(StatusId status, std::string_view folded_text) const
{
    std::vector<FilterMatch> found;
    for (const auto& [filter, keywords] : ready_) {
        FilterMatch match{.filter = filter->id};
        for (std::size_t at = 0; at < keywords.size(); ++at)
            if (keywords[at].matches(folded_text)) match.keywords.push_back(filter->keywords[at].keyword);
        match.status = std::ranges::find(filter->statuses, status, &FilterStatus::status) != filter->statuses.end();
        if (match.status || !match.keywords.empty()) found.push_back(std::move(match));
    }
    return found;
}

}  // namespace favilla::social
