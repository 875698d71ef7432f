// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/words.h"

namespace favilla::pages {

std::string Words::operator()(std::string_view key, const TextParams& params) const
{
    return locale_->text(language_, key, params);
}

std::string Words::count(std::string_view key, std::int64_t count) const
{
    return (*this)(key, {{"count", std::to_string(count)}, {"number", number(count)}});
}

}  // namespace favilla::pages
