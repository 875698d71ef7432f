// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/statuses#translate and methods/instance#translation_languages
#include "mastodon/translation.h"

#include <algorithm>
#include <set>

#include "base/html.h"
#include "base/language.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"

namespace favilla::mastodon {

namespace {

// What is written in a status, in the order in which it is sent away and comes back: words, warning, options, descriptions.
struct Pieces {
    std::vector<std::string> html;

    explicit Pieces(const social::StatusView& view)
    {
        html.push_back(view.status.html);
        html.push_back(escape_text(view.status.content_warning));
        if (view.poll)
            for (const auto& option : view.poll->options) html.push_back(escape_text(option.title));
        for (const auto& media : view.media)
            if (!media.description.empty()) html.push_back(escape_text(media.description));
    }
};

// "de-CH" is asked for as "de": that is what services speak.
std::string primary(std::string_view tag) { return std::string{tag.substr(0, tag.find('-'))}; }

bool can_translate(const LanguagePairs& pairs, const std::optional<std::string>& source, const std::string& target)
{
    auto into = [&](const std::vector<std::string>& targets) { return std::ranges::find(targets, target) != targets.end(); };
    if (!source) return std::ranges::any_of(pairs, [&](const auto& pair) { return into(pair.second); });
    auto from = pairs.find(*source);
    return from != pairs.end() && into(from->second);
}

// Names the words as they stand: an edit makes others of them.
std::string name_of_words(const social::Status& status)
{
    return to_string(status.id) + "/" + std::to_string(status.edited_at.value_or(status.created_at).milliseconds);
}

void write_translation(JsonWriter& json, const social::StatusView& view, const Translated& translated, std::string_view target)
{
    auto text = translated.texts.begin();
    json.object([&] {
        json.field("content", sanitise_html(*text++).text);
        json.field("spoiler_text", html_to_text(*text++));
        json.field("language", target);
        if (view.poll)
            json.key("poll").object([&] {
                json.field("id", view.poll->id);
                json.key("options").array(view.poll->options, [&](const social::PollOption&) {
                    json.object([&] { json.field("title", html_to_text(*text++)); });
                });
            });
        json.key("media_attachments").array([&] {
            for (const auto& media : view.media) {
                if (media.description.empty()) continue;
                json.object([&] {
                    json.field("id", media.id);
                    json.field("description", html_to_text(*text++));
                });
            }
        });
        json.field("detected_source_language", translated.source);
        json.field("provider", Translator::provider);
    });
}

Result<Translated> translate(Translator& translator, const social::StatusView& view, const std::string& target)
{
    auto source = view.status.language ? std::optional{primary(*view.status.language)} : std::nullopt;
    TRY(auto pairs, translator.languages());
    if (!can_translate(pairs, source, target)) return refuse(ErrorCode::Forbidden, "translation.not_offered");
    return translator.translate(name_of_words(view.status), Pieces{view}.html, source, target);
}

}  // namespace

net::Response translate_status(const net::Request& request, Api& api)
{
    auto status = find_status_of(request, api);
    if (!status || !api.services.translator) return not_found(api);
    // What only some may read does not leave this house.
    if (status->visibility > social::Visibility::Unlisted || status->audience)
        return error_response(api, Error{ErrorCode::Forbidden, "translation.not_public"});
    auto views = api.db.read([&](db::Reader& reader) { return social::load_views(reader, {*status}, api.viewer); });
    auto target = primary(api.params.text_or("lang", api.services.locale.tag(api.language)));
    auto translated = translate(*api.services.translator, views.items.front(), target);
    if (!translated) return error_response(api, translated.error());
    return json_response(200, [&](JsonWriter& json) { write_translation(json, views.items.front(), *translated, target); });
}

net::Response get_translation_languages(const net::Request&, Api& api)
{
    LanguagePairs pairs;
    if (api.services.translator) {
        auto found = api.services.translator->languages();
        if (!found) return error_response(api, found.error());
        pairs = std::move(*found);
        // Words in a language that nobody named are looked at by the service.
        std::set<std::string> all;
        for (const auto& [source, targets] : pairs) all.insert(targets.begin(), targets.end());
        pairs.emplace("und", std::vector<std::string>(all.begin(), all.end()));
    }
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            for (const auto& [source, targets] : pairs) json.key(source).values(targets);
        });
    });
}

}  // namespace favilla::mastodon
