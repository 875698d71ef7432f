// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/oembed.cpp — how other sites show a post of ours (docs.joinmastodon.org/methods/oembed, oembed.com): as a frame that holds
// the page pages/embed_page.cpp.
#include <algorithm>

#include "base/html.h"
#include "base/text.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "social/search.h"
#include "social/status_views.h"

namespace favilla::mastodon {

namespace {

constexpr int not_implemented = 501;  // oembed.com, 2.3.4: for a format that is not spoken
constexpr std::int64_t kept_seconds = 86'400;
constexpr std::int64_t usual_width = 400;  // as Mastodon's
constexpr std::int64_t widest = 700;       // beyond it lines are too long to be read
constexpr std::int64_t tallest = 800;      // beyond it the frame scrolls

struct Size {
    std::int64_t width = usual_width, height = 0;
};

// No script tells the page around it how high it has become, so this is reckoned from what is in the post, rather too high than too low.
// The measures are those of the style sheet, in its pixels.
std::int64_t height_of(const social::StatusView& view, std::int64_t width)
{
    constexpr std::int64_t around = 200, line = 27, letter = 8, margins = 38, option = 52, card = 110, quotation = 190,
                           tallest_picture = 352, left_out = 210;
    auto inner = std::max<std::int64_t>(width - margins, 1);
    auto per_line = std::max<std::int64_t>(inner / letter, 1);
    if (!view.status.content_warning.empty()) {
        auto letters = static_cast<std::int64_t>(grapheme_count(view.status.content_warning));
        return around + 2 * line + letters / per_line * line;
    }
    std::int64_t height = around;
    auto text = html_to_text(view.status.html);
    for (std::size_t from = 0; from < text.size();) {
        auto end = std::min(text.find('\n', from), text.size());
        auto letters = static_cast<std::int64_t>(grapheme_count(std::string_view{text}.substr(from, end - from)));
        height += line * (1 + letters / per_line);
        from = end + 1;
    }
    auto picture = [&](std::int64_t wide, std::int64_t high) {
        return std::min(wide > 0 ? high * inner / wide : inner * 2 / 3, tallest_picture);
    };
    for (const auto& media : view.media)
        height += view.status.sensitive ? line : picture(media.small.width, media.small.height) + line / 2;
    if (view.poll) height += 2 * line + option * static_cast<std::int64_t>(view.poll->options.size());
    if (view.poll && view.poll->authentic_voters) height += line * (1 + left_out / per_line);
    if (view.preview) height += card;
    if (view.preview && view.preview->picture && !view.status.sensitive)
        height += picture(view.preview->picture->made.width, view.preview->picture->made.height);
    if (view.quote) height += quotation;
    return std::min(height, tallest);
}

// What is asked for is the most it may be (oembed.com, 2.2).
Result<std::optional<std::int64_t>> read_bound(const Params& params, std::string_view name)
{
    if (params.text_or(name, "").empty()) return std::nullopt;
    auto bound = params.integer(name);
    if (!bound || *bound < 1) return refuse(ErrorCode::Invalid, "status.embed_size", {{"name", std::string{name}}});
    return bound;
}

// Whoever asks: what everybody may read, was written here, and is no boost.
std::optional<social::StatusView> find_embedded(db::Reader& reader, const Api& api, std::string_view url, social::Account& author)
{
    auto status = social::find_status_at(reader, url, {.viewer = {}, .domain = api.domain.id, .now = api.now});
    if (!status || status->boost_of || status->domain != api.domain.id) return std::nullopt;
    auto views = social::load_views(reader, {*std::move(status)}, {});
    author = views.author(views.items.front());
    return std::move(views.items.front());
}

std::string frame_of(const Api& api, const social::StatusView& view, const std::string& name, Size size)
{
    auto title = api.services.locale.text(api.language, "pages.post_by", {{"name", name}});
    return "<iframe src=\"" + escape_attribute(view.status.url + "/embed") + "\" class=\"favilla-embed\" title=\""
         + escape_attribute(title) + "\" width=\"" + std::to_string(size.width) + "\" height=\"" + std::to_string(size.height)
         + R"(" style="max-width: 100%; border: 0" loading="lazy" allowfullscreen></iframe>)";
}

}  // namespace

net::Response get_oembed(const net::Request&, Api& api)
{
    if (auto format = api.params.text_or("format", "json"); format != "json") {
        auto refused = error_response(api, Error{ErrorCode::Unsupported, "status.embed_format"});
        refused.status = not_implemented;
        return refused;
    }
    auto most_width = read_bound(api.params, "maxwidth"), most_height = read_bound(api.params, "maxheight");
    if (!most_width) return error_response(api, most_width.error());
    if (!most_height) return error_response(api, most_height.error());
    social::Account author;
    auto view =
        api.db.read([&](db::Reader& reader) { return find_embedded(reader, api, api.params.text_or("url", ""), author); });
    if (!view) return not_found(api);

    Size size{.width = std::min(most_width->value_or(usual_width), widest)};
    size.height = std::min(height_of(*view, size.width), most_height->value_or(tallest));
    auto name = author.display_name.empty() ? author.username : author.display_name;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("type", "rich");
            json.field("version", "1.0");
            json.field("author_name", name);
            json.field("author_url", author.url);
            json.field("provider_name", api.domain.title.empty() ? api.domain.name : api.domain.title);
            json.field("provider_url", api.origin() + "/");
            json.field("cache_age", kept_seconds);
            json.field("html", frame_of(api, *view, name, size));
            json.field("width", size.width);
            json.field("height", size.height);
        });
    });
}

}  // namespace favilla::mastodon
