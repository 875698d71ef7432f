// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/words.h — the sentences of a page, in its reader's language.
#pragma once
#include <string>
#include <string_view>

#include "base/locale.h"

namespace favilla::pages {

class Words {
public:
    Words(const Locale& locale, Language language) : locale_(&locale), language_(language) {}
    std::string operator()(std::string_view key, const TextParams& params = {}) const;
    // KEY.one, KEY.other, … by the language's rule, with {count} written as it writes numbers.
    std::string count(std::string_view key, std::int64_t count) const;
    std::string error(const Error& error) const { return locale_->text(language_, error); }
    std::string number(std::int64_t n) const { return locale_->number(language_, n); }
    std::string number(double n, int decimals) const { return locale_->number(language_, n, decimals); }
    std::string date(Time time) const { return locale_->date(language_, time); }
    std::string date_time(Time time) const { return locale_->date_time(language_, time); }
    std::string_view tag() const { return locale_->tag(language_); }
    Language language() const { return language_; }
    const Locale& locale() const { return *locale_; }

private:
    const Locale* locale_;
    Language language_;
};

}  // namespace favilla::pages
