// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/locale.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "base/json.h"

namespace favilla {

namespace {

// "locale/it/pages.json" → "it"; none for other files.
std::optional<std::string_view> language_of_file(std::string_view name)
{
    constexpr std::string_view folder = "locale/";
    if (!name.starts_with(folder) || !name.ends_with(".json")) return std::nullopt;
    name.remove_prefix(folder.size());
    auto slash = name.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    return name.substr(0, slash);
}

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        auto end = std::min(text.find(separator, at), text.size());
        parts.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

const std::string* find_param(const TextParams& params, std::string_view name)
{
    auto found = std::ranges::find(params, name, &TextParams::value_type::first);
    return found == params.end() ? nullptr : &found->second;
}

std::optional<std::int64_t> count_of(const TextParams& params)
{
    auto* text = find_param(params, "count");
    std::int64_t count = 0;
    if (!text) return std::nullopt;
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
    if (error != std::errc{}) return std::nullopt;
    return count;
}

std::string fill(std::string_view sentence, const TextParams& params, MissingText missing)
{
    std::string out;
    out.reserve(sentence.size() + 32);
    while (true) {
        auto open = sentence.find('{');
        auto close = sentence.find('}', open);
        out += sentence.substr(0, open);
        if (open == std::string_view::npos) return out;
        if (close == std::string_view::npos) return out.append(sentence.substr(open));
        auto name = sentence.substr(open + 1, close - open - 1);
        auto* value = find_param(params, name);
        if (!value && missing == MissingText::Throw) throw std::logic_error(fmt::format("nothing was given for {{{}}}", name));
        out += value ? std::string_view{*value} : sentence.substr(open, close - open + 1);
        sentence.remove_prefix(close + 1);
    }
}

// "0.5" of "it;q=0.5"; a weight that cannot be read counts as not wanted.
double weight_of(std::string_view parameters)
{
    parameters = trim(parameters);
    if (parameters.empty()) return 1;
    if (!parameters.starts_with("q=") && !parameters.starts_with("Q=")) return 0;
    double weight = 0;
    auto [end, error] = std::from_chars(parameters.data() + 2, parameters.data() + parameters.size(), weight);
    bool readable = error == std::errc{} && end == parameters.data() + parameters.size() && weight >= 0 && weight <= 1;
    return readable ? weight : 0;
}

std::string group_digits(std::string_view digits, std::string_view separator)
{
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += separator;
        out += digits[i];
    }
    return out;
}

}  // namespace

Locale::Locale(std::span<const EmbeddedFile> files, MissingText missing) : missing_(missing)
{
    catalogues_.push_back({.tag = "en", .sentences = {}, .plural = PluralRule("en"), .months = {}});
    for (const auto& file : files) {
        auto tag = language_of_file(file.name);
        if (!tag) continue;
        auto catalogue = std::ranges::find(catalogues_, *tag, &Catalogue::tag);
        if (catalogue == catalogues_.end())
            catalogue = catalogues_.insert(catalogue,
                                           {.tag = std::string{*tag}, .sentences = {}, .plural = PluralRule(*tag), .months = {}});

        auto content = parse_json(file.content);
        auto* object = content ? content->if_object() : nullptr;
        if (!object) throw std::runtime_error(fmt::format("{} is not a JSON object without double keys", file.name));
        for (const auto& member : *object) {
            auto* sentence = member.value().if_string();
            std::string key{member.key()};
            if (!sentence) throw std::runtime_error(fmt::format("{}: {} is not a string", file.name, key));
            if (!catalogue->sentences.emplace(key, std::string_view{*sentence}).second)
                throw std::runtime_error(fmt::format("{}: {} is said twice in one language", file.name, key));
        }
    }
    if (catalogues_.front().sentences.empty()) throw std::runtime_error("there is no locale/en");
    for (auto& catalogue : catalogues_) {
        auto months = catalogue.sentences.find(std::string_view{"language.months"});
        if (months != catalogue.sentences.end()) catalogue.months = split(months->second, '|');
    }
}

std::vector<Language> Locale::languages() const
{
    std::vector<Language> all;
    for (std::size_t i = 0; i < catalogues_.size(); ++i) all.push_back({static_cast<std::uint8_t>(i)});
    return all;
}

std::string_view Locale::tag(Language language) const { return catalogues_.at(language.index).tag; }
std::string_view Locale::name(Language language) const { return own(language, "language.name"); }

std::optional<Language> Locale::find(std::string_view tag) const
{
    auto same = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); };
    auto primary = tag.substr(0, tag.find_first_of("-_"));
    for (std::size_t i = 0; i < catalogues_.size(); ++i)
        if (std::ranges::equal(catalogues_[i].tag, primary, same)) return Language{static_cast<std::uint8_t>(i)};
    return std::nullopt;
}

bool Locale::has(Language language, std::string_view key) const { return catalogues_.at(language.index).sentences.contains(key); }

const std::string* Locale::find_sentence(const Catalogue& catalogue, std::string_view key, const TextParams& params) const
{
    if (auto found = catalogue.sentences.find(key); found != catalogue.sentences.end()) return &found->second;
    auto count = count_of(params);
    if (!count) return nullptr;
    for (auto category : {catalogue.plural(*count), std::string_view{"other"}}) {
        auto found = catalogue.sentences.find(fmt::format("{}.{}", key, category));
        if (found != catalogue.sentences.end()) return &found->second;
    }
    return nullptr;
}

std::string Locale::text(Language language, std::string_view key, const TextParams& params) const
{
    auto* sentence = find_sentence(catalogues_.at(language.index), key, params);
    if (sentence) return fill(*sentence, params, missing_);
    if (missing_ == MissingText::Throw) throw std::logic_error(fmt::format("locale/{} does not say {}", tag(language), key));
    auto* english = find_sentence(catalogues_.front(), key, params);
    return english ? fill(*english, params, missing_) : std::string{key};
}

// What a language says of itself; English's where it is silent.
std::string_view Locale::own(Language language, std::string_view key) const
{
    for (const auto* catalogue : {&catalogues_.at(language.index), &catalogues_.front()})
        if (auto found = catalogue->sentences.find(key); found != catalogue->sentences.end()) return found->second;
    throw std::logic_error(fmt::format("locale/en does not say {}", key));
}

Language Locale::negotiate(std::string_view header, Language fallback) const
{
    constexpr std::size_t enough_ranges = 32;  // the rest of a longer header is ignored
    double best_weight = 0;
    auto best = fallback;
    for (std::size_t i = 0; i < enough_ranges && !header.empty(); ++i) {
        auto comma = std::min(header.find(','), header.size());
        auto range = header.substr(0, comma);
        header.remove_prefix(std::min(comma + 1, header.size()));

        auto semicolon = std::min(range.find(';'), range.size());
        auto weight = weight_of(range.substr(std::min(semicolon + 1, range.size())));
        auto wanted = trim(range.substr(0, semicolon));
        auto language = wanted == "*" ? std::optional{fallback} : find(wanted);
        if (!language || weight <= best_weight) continue;
        best_weight = weight;
        best = *language;
    }
    return best;
}

std::string Locale::date(Language language, Time time, Duration utc_offset) const
{
    using namespace std::chrono;
    auto day = floor<std::chrono::days>(
        sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{time.milliseconds + utc_offset.milliseconds}});
    auto date = year_month_day{day};
    const auto& own_months = catalogues_.at(language.index).months;
    const auto& months = own_months.size() == 12 ? own_months : catalogues_.front().months;
    return fill(own(language, "language.date"),
                {{"day", std::to_string(static_cast<unsigned>(date.day()))},
                 {"month", months.at(static_cast<unsigned>(date.month()) - 1)},
                 {"year", std::to_string(static_cast<int>(date.year()))}},
                missing_);
}

std::string Locale::date_time(Language language, Time time, Duration utc_offset) const
{
    auto minute_of_day = (time + utc_offset).milliseconds / 60'000 % 1440;
    if (minute_of_day < 0) minute_of_day += 1440;
    return fill(own(language, "language.date_time"),
                {{"date", date(language, time, utc_offset)},
                 {"time", fmt::format("{:02}:{:02}", minute_of_day / 60, minute_of_day % 60)}},
                missing_);
}

std::string Locale::number(Language language, std::int64_t number) const
{
    auto digits = std::to_string(number);
    bool negative = digits.starts_with('-');
    auto grouped = group_digits(std::string_view{digits}.substr(negative), own(language, "language.thousands"));
    return negative ? "-" + grouped : grouped;
}

std::string Locale::number(Language language, double number, int decimals) const
{
    if (!std::isfinite(number)) return "–";
    auto digits = fmt::format("{:.{}f}", std::abs(number), decimals);
    auto point = std::min(digits.find('.'), digits.size());
    auto out = group_digits(std::string_view{digits}.substr(0, point), own(language, "language.thousands"));
    if (point < digits.size()) out.append(own(language, "language.decimal")).append(digits, point + 1);
    bool is_zero = digits.find_first_not_of("0.") == std::string::npos;
    return number < 0 && !is_zero ? "-" + out : out;
}

}  // namespace favilla
