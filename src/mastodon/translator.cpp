// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "base/json.h"
#include "mastodon/translation.h"

namespace favilla::mastodon {

namespace {

constexpr Duration service_time = seconds(20);
constexpr Duration languages_stay = hours(1);
constexpr std::size_t most_remembered = 1000;

std::unexpected<Error> unavailable() { return refuse(ErrorCode::Unavailable, "translation.unavailable"); }

WebUrl below(const WebUrl& service, std::string_view place)
{
    auto url = service;
    while (url.target.ends_with('/')) url.target.pop_back();
    url.target += place;
    return url;
}

Result<boost::json::value> read_json(const Result<net::ClientResponse>& answer)
{
    if (!answer || answer->status != 200) return unavailable();
    auto json = parse_json(answer->body);
    if (!json) return unavailable();
    return std::move(*json);
}

std::optional<std::string> text_of(const boost::json::value& value)
{
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_string();
    return std::string{text.data(), text.size()};
}

LanguagePairs read_languages(const boost::json::array& list)
{
    LanguagePairs pairs;
    for (const auto& one : list) {
        auto code = find_string(one, "code");
        const auto* targets = find_array(one, "targets");
        if (!code || !targets) continue;
        for (const auto& target : *targets)
            if (auto into = text_of(target); into && *into != *code) pairs[std::string{*code}].push_back(*into);
    }
    return pairs;
}

}  // namespace

Translator::Translator(net::ClientConfig config, WebUrl service, std::string key, Clock clock)
    : client_(std::move(config)), service_(std::move(service)), key_(std::move(key)), clock_(std::move(clock))
{}

Result<LanguagePairs> Translator::languages()
{
    auto now = clock_();
    {
        std::lock_guard lock{mutex_};
        if (languages_ && languages_since_ + languages_stay > now) return *languages_;
    }
    TRY(auto json, read_json(client_.send({.url = below(service_, "/languages"), .headers = {}, .body = {}}, service_time)));
    if (!json.is_array()) return unavailable();
    auto pairs = read_languages(json.get_array());
    std::lock_guard lock{mutex_};
    languages_ = pairs;
    languages_since_ = now;
    return pairs;
}

Result<Translated> Translator::translate(std::string_view name, const std::vector<std::string>& html,
                                         std::optional<std::string> source, const std::string& target)
{
    auto key = std::string{name} + " " + target;
    {
        std::lock_guard lock{mutex_};
        if (auto known = known_.find(key); known != known_.end()) return known->second;
    }
    TRY(auto translated, ask(html, source.value_or("auto"), target));
    std::lock_guard lock{mutex_};
    // Names begin with ids, which grow: what is oldest goes first.
    if (known_.size() >= most_remembered) known_.erase(known_.begin());
    known_.insert_or_assign(std::move(key), translated);
    return translated;
}

Result<Translated> Translator::ask(const std::vector<std::string>& html, const std::string& source, const std::string& target)
{
    auto body = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.key("q").values(html);
            json.field("source", source);
            json.field("target", target);
            json.field("format", "html");
            if (!key_.empty()) json.field("api_key", key_);
        });
    });
    TRY(auto json, read_json(client_.send({.method = net::Method::Post,
                                           .url = below(service_, "/translate"),
                                           .headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
                                           .body = std::move(body)},
                                          service_time)));
    const auto* texts = find_array(json, "translatedText");
    if (!texts || texts->size() != html.size()) return unavailable();
    Translated translated{.texts = {}, .source = source};
    for (const auto& text : *texts) {
        auto said = text_of(text);
        if (!said) return unavailable();
        translated.texts.push_back(std::move(*said));
    }
    if (source != "auto") return translated;
    const auto* found = find_array(json, "detectedLanguage");
    auto language = found && !found->empty() ? find_string(found->front(), "language") : std::nullopt;
    if (!language) return unavailable();
    translated.source = *language;
    return translated;
}

}  // namespace favilla::mastodon
