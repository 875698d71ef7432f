// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/mail_history.cpp — what of an answer is new, of mail_reader.h. The rule stands in docs/email.md.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/trimmed.h"
#include "distribution/mail_reader.h"

namespace favilla::distribution {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t longest_introduction = 3;  // lines
constexpr std::size_t longest_wish = 60;         // bytes of a first line that asks to leave

Lines lines_of(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool is_blank(std::string_view line) { return trimmed(line).empty(); }
bool is_quoted(std::string_view line) { return trimmed(line).starts_with('>'); }

bool is_one_of(std::string_view line, std::span<const std::string_view> all)
{
    return std::ranges::any_of(all, [&](std::string_view one) { return line == one; });
}

// "-----Original Message-----", and the long line above which some programs write.
bool divides(std::string_view line)
{
    constexpr std::array<std::string_view, 4> words = {"original message", "messaggio originale", "forwarded message",
                                                       "messaggio inoltrato"};
    auto bare = trimmed(line);
    bool is_rule = bare.size() >= 20 && bare.find_first_not_of('_') == std::string_view::npos;
    if (is_rule) return true;
    if (!bare.starts_with("--")) return false;
    auto first = bare.find_first_not_of("- ");
    auto last = bare.find_last_not_of("- ");
    return first != std::string_view::npos && is_one_of(lower_ascii(bare.substr(first, last - first + 1)), words);
}

// How mail programs introduce what they quote, where that ends: "On Monday, the lantern wrote:".
bool ends_introduction(std::string_view line)
{
    auto bare = lower_ascii(trimmed(line));
    return bare.ends_with("wrote:") || bare.ends_with("ha scritto:") || bare.ends_with("writes:") || bare.ends_with("scrive:");
}
bool begins_introduction(std::string_view line)
{
    auto bare = lower_ascii(trimmed(line));
    return bare.starts_with("on ") || bare.starts_with("il ") || bare.starts_with("in data ") || bare.starts_with("le ");
}

// Where the introduction begins that ends in that line: there, or up to two lines above.
std::size_t introduction_above(const Lines& lines, std::size_t end)
{
    for (std::size_t back = 0; back < longest_introduction && back <= end; ++back) {
        if (is_blank(lines[end - back])) break;
        if (begins_introduction(lines[end - back])) return end - back;
    }
    return end;
}

// From there on everything is quoted, or blank.
bool all_quoted_from(const Lines& lines, std::size_t from)
{
    return std::all_of(lines.begin() + static_cast<std::ptrdiff_t>(from), lines.end(),
                       [](std::string_view line) { return is_blank(line) || is_quoted(line); });
}

// Where what is new ends. What somebody wrote between or beneath quoted lines is new, and stays with them.
std::size_t end_of_new(const Lines& lines)
{
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (lines[at] == "-- " || lines[at] == "--" || divides(lines[at])) return at;
        if (ends_introduction(lines[at])) {
            auto next = at + 1;
            while (next < lines.size() && is_blank(lines[next])) ++next;
            // Introduced and quoted to the end; or, from HTML, introduced and not marked as quoted.
            bool marked = next < lines.size() && is_quoted(lines[next]);
            bool introduced = begins_introduction(lines[introduction_above(lines, at)]);
            if (marked ? all_quoted_from(lines, next) : introduced) return introduction_above(lines, at);
        }
        if (is_quoted(lines[at]) && all_quoted_from(lines, at)) return at;
    }
    return lines.size();
}

std::string joined(const Lines& lines, std::size_t from, std::size_t until)
{
    std::string text;
    for (auto at = from; at < until; ++at) text.append(lines[at]).append("\n");
    return std::string{trimmed(text)};
}

}  // namespace

CutText cut_history(std::string_view text)
{
    auto lines = lines_of(text);
    auto end = end_of_new(lines);
    CutText cut{joined(lines, 0, end), joined(lines, end, lines.size())};
    // Nothing new is left: then the rule did not understand this mail, and all of it is shown.
    if (cut.words.empty()) return {joined(lines, 0, lines.size()), {}};
    return cut;
}

bool asks_to_leave(std::string_view words)
{
    constexpr std::array<std::string_view, 10> wishes = {"unsubscribe",
                                                         "cancellami",
                                                         "cancellatemi",
                                                         "disiscriv",
                                                         "disiscriz",
                                                         "annulla l iscrizione",
                                                         "annullare l iscrizione",
                                                         "annulla l abbonamento",
                                                         "remove me",
                                                         "non voglio piu ricevere"};
    auto first = trimmed(words.substr(0, trimmed(words).find('\n')));
    if (first.size() > longest_wish) return false;
    auto folded = fold_accents(fold(first));
    for (std::string_view mark : {"'", "\u2019"})
        for (auto at = folded.find(mark); at != std::string::npos; at = folded.find(mark)) folded.replace(at, mark.size(), " ");
    return std::ranges::any_of(wishes, [&](std::string_view wish) { return folded.contains(wish); });
}

}  // namespace favilla::distribution
