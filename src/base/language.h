// SPDX-License-Identifier: AGPL-3.0-or-later
// base/language.h — in which language something is written. Languages of content are ISO 639 codes ("it", "zh", "nap");
// the languages that pages are shown in are base/locale.h.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

// The language of a status as typed (mentions, links and emoji are not looked at), or none when unsure: too short,
// mixed, or no language at all. `hint` is what the author usually writes; it decides between near relatives only.
std::optional<std::string> detect_language(std::string_view text, std::string_view hint = {});

// "it", "IT", "it-IT", "pt_BR" → "it", "it", "it-IT", "pt-BR"; none when ISO 639 does not know it (BCP 47, 2.2.1 and 2.2.4).
std::optional<std::string> normal_language(std::string_view tag);

// "italiano" in Italian, "Italian" in English; the tag itself when there is no name for it.
std::string language_name(std::string_view tag, std::string_view in_language);

}  // namespace favilla
