// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/filter_json.h"
#include "mastodon/media_json.h"
#include "mastodon/reviewed_status_json.h"

namespace favilla::mastodon {

namespace {

constexpr std::size_t usual_status_size = 2560;
constexpr std::size_t usual_account_size = 1280;

void write_whom(JsonWriter& json, const Audience& audience, const social::Account& account)
{
    if (audience.accounts) return audience.accounts->write(json, account, audience.domain);
    write_account(json, account, audience.domain);
}

}  // namespace

void write_mention(JsonWriter& json, const Audience& audience, const social::StatusMention& mention)
{
    json.object([&] {
        json.field("id", mention.account);
        json.field("username", mention.username);
        json.field("url", mention.url);
        json.field("acct", mention.host == audience.domain.name ? mention.username : mention.username + "@" + mention.host);
    });
}

void AccountsOnPage::write(JsonWriter& json, const social::Account& account, const social::Domain& domain)
{
    auto& written = written_[account.id];
    if (written.empty()) written = write_json([&](JsonWriter& own) { write_account(own, account, domain); }, usual_account_size);
    json.raw(written);
}

std::string tag_url(const Audience& audience, std::string_view name)
{
    return audience.domain.origin + "/tags/" + std::string{name};
}

namespace {

// What a boost and a status have in common.
void write_place(JsonWriter& json, const social::Status& status, const social::Account& author)
{
    json.field("id", status.id);
    json.field("created_at", status.created_at);
    json.field("in_reply_to_id", status.in_reply_to);
    json.field("in_reply_to_account_id", status.in_reply_to_author);
    json.field("visibility", visibility_name(status.visibility));
    json.field("uri", status.uri);
    json.field("url", status.url);
    json.field("edited_at", status.edited_at);
    json.field("language", status.language);
    json.field("sensitive", status.sensitive || author.sensitized_at);
    json.field("spoiler_text", status.content_warning);
    json.field("content", status.html);
    json.field("conversation_id", status.conversation);  // ours: GET /api/favilla/v1/conversations/:id
}

void write_counts(JsonWriter& json, const social::Status& status)
{
    json.field("replies_count", status.replies_count);
    json.field("reblogs_count", status.boosts_count);
    json.field("favourites_count", status.favourites_count);
    json.field("quotes_count", status.quotes_count);
}

void write_marks(JsonWriter& json, const Audience& audience, const social::StatusMarks& marks, bool own)
{
    if (!audience.signed_in) return;
    json.field("favourited", marks.favourited);
    json.field("reblogged", marks.boosted);
    json.field("muted", marks.muted);
    json.field("bookmarked", marks.bookmarked);
    if (own) json.field("pinned", marks.pinned);
}

// All that match are told, wherever the status stands: apps know the place and heed the contexts themselves.
void write_filtered(JsonWriter& json, const Audience& audience, const social::StatusViews& views, const social::StatusView& shown)
{
    if (!audience.signed_in) return;
    json.key("filtered").array([&] {
        for (const auto& match : shown.filtered) {
            auto filter = std::ranges::find(views.filters, match.filter, &social::Filter::id);
            if (filter == views.filters.end() || filter->is_over(audience.now)) continue;
            json.object([&] {
                json.key("filter");
                write_filter_in_result(json, *filter);
                json.key("keyword_matches");
                if (match.keywords.empty())
                    json.value(nullptr);
                else
                    json.values(match.keywords);
                json.key("status_matches");
                if (match.status)
                    json.array([&] { json.value(shown.status.id); });
                else
                    json.value(nullptr);
            });
        }
    });
}

void write_application(JsonWriter& json, const social::StatusApplication* application)
{
    if (!application) return;
    json.key("application").object([&] {
        json.field("name", application->name);
        json.field("website", application->website);
    });
}

void write_preview_author(JsonWriter& json, const Audience& audience, const social::Preview& preview,
                          const social::Account* account)
{
    json.object([&] {
        json.field("name", account ? account->display_name : preview.author_name);
        json.field("url", account ? account->url : preview.author_url);
        json.key("account");
        if (account)
            write_whom(json, audience, *account);
        else
            json.value(nullptr);
    });
}

void write_picture(JsonWriter& json, const Audience& audience, const social::Preview& preview)
{
    const auto* picture = preview.picture ? &*preview.picture : nullptr;
    json.field("width", picture ? picture->made.width : 0);
    json.field("height", picture ? picture->made.height : 0);
    json.field("image", picture ? std::optional{audience.domain.origin + social::picture_path(*picture)} : std::nullopt);
    json.field("image_description", picture ? preview.picture_description : std::string{});
    json.field("blurhash", picture ? std::optional{picture->blurhash} : std::nullopt);
}

// docs.joinmastodon.org/entities/PreviewCard: words and a picture, nothing that a page could bring to life here.
void write_preview(JsonWriter& json, const Audience& audience, const social::StatusViews& views, const social::StatusView& view)
{
    if (!view.preview) return json.value(nullptr);
    const auto& preview = *view.preview;
    json.object(
        [&] { write_preview_fields(json, audience, preview, preview.author ? &views.accounts.at(*preview.author) : nullptr); });
}

}  // namespace

void write_preview_fields(JsonWriter& json, const Audience& audience, const social::Preview& preview,
                          const social::Account* author)
{
    if (author && (author->suspended_at || !author->is_known())) author = nullptr;
    json.field("url", preview.url);
    json.field("title", preview.title);
    json.field("description", preview.description);
    json.field("language", preview.language);
    json.field("type", "link");
    json.field("author_name", preview.author_name);
    json.field("author_url", preview.author_url);
    json.field("provider_name", preview.provider_name);
    json.field("provider_url", "");
    json.field("html", "");
    write_picture(json, audience, preview);
    json.field("embed_url", "");
    json.field("published_at", preview.published_at);
    json.field("missing_attribution", nullptr);
    json.key("authors").array([&] {
        if (author || !preview.author_name.empty()) write_preview_author(json, audience, preview, author);
    });
}

namespace {

std::string_view state_of(const Audience& audience, const social::QuoteView& quote)
{
    using enum social::QuoteView::Wish;
    if (quote.state != social::QuoteState::Accepted) return name_of(quote.state);
    if (quote.deleted) return "deleted";
    if (!quote.quoted) return "unauthorized";
    bool over = quote.wish_ends && *quote.wish_ends <= audience.now;
    if (over || quote.wish == Welcome) return "accepted";
    if (quote.wish == Muted) return "muted_account";
    return quote.wish == Blocked ? "blocked_account" : "blocked_domain";
}

// A quote within what is quoted is only named (ShallowQuote), so that depth has an end.
enum class Depth { Whole, Shallow };
void write_status_at(JsonWriter&, const Audience&, const social::StatusViews&, const social::StatusView&, Source, Depth);

void write_quote(JsonWriter& json, const Audience& audience, const social::StatusViews& views, const social::StatusView& view,
                 Depth depth)
{
    json.key("quote");
    if (!view.quote) return json.value(nullptr);
    json.object([&] {
        json.field("state", state_of(audience, *view.quote));
        if (depth == Depth::Shallow) return json.field("quoted_status_id", view.quote->quoted);
        json.key("quoted_status");
        const auto* quoted = views.quoted_by(view);
        if (!quoted) return json.value(nullptr);
        write_status_at(json, audience, views, *quoted, Source::Hidden, Depth::Shallow);
    });
}

void write_groups(JsonWriter& json, std::string_view key, std::int64_t bits)
{
    using social::QuotePolicy;
    static constexpr std::pair<std::int64_t, std::string_view> groups[] = {
        {QuotePolicy::Public, "public"}, {QuotePolicy::Followers, "followers"}, {QuotePolicy::Unsupported, "unsupported_policy"}};
    json.key(key).array([&] {
        for (const auto& [bit, name] : groups)
            if (bits & bit) json.value(name);
    });
}

std::string_view name_of_right(social::QuoteRight right)
{
    switch (right) {
    case social::QuoteRight::Automatic: return "automatic";
    case social::QuoteRight::Manual: return "manual";
    case social::QuoteRight::Unknown: return "unknown";
    case social::QuoteRight::Denied: break;
    }
    return "denied";
}

void write_quote_approval(JsonWriter& json, const Audience& audience, const social::StatusView& shown)
{
    auto policy = social::QuotePolicy::from(shown.status.quote_policy);
    json.key("quote_approval").object([&] {
        write_groups(json, "automatic", policy.automatic);
        write_groups(json, "manual", policy.manual);
        json.field("current_user", name_of_right(audience.signed_in ? shown.quote_right : social::QuoteRight::Denied));
    });
}

}  // namespace

Audience audience_of(const Api& api) { return {api.domain, api.viewer.account.has_value(), api.now}; }

namespace {

// Ours: who wrote it in the voice of a page, what its author is tied to, said of this post alone, and where it was first published.
void write_own_words(JsonWriter& json, const Audience& audience, const social::StatusViews& views, const social::StatusView& view)
{
    const auto* person = views.person(view);
    const auto* tie = views.tie(view);
    const auto* past = views.first_published(view);
    if (!person && !tie && !past) return;
    json.key("favilla").object([&] {
        if (person) {
            json.key("person");
            write_whom(json, audience, *person);
            json.field("signed", view.status.is_signed);
        }
        if (past)
            json.key("past").object([&] {
                json.field("url", past->url);
                json.field("handle", past->handle);
            });
        if (!tie) return;
        json.key("tie").object([&] {
            json.field("relation", tie->relation);
            json.key("page");
            write_whom(json, audience, views.accounts.at(tie->page));
        });
    });
}

void write_status_fields(JsonWriter& json, const Audience& audience, const social::StatusViews& views,
                         const social::StatusView& view, Source source, Depth depth)
{
    const auto* boosted = views.boosted_by(view);
    const auto& shown = boosted ? *boosted : view;  // whose counts and marks are told of a boost, too
    write_place(json, view.status, views.author(view));
    write_counts(json, shown.status);
    write_marks(json, audience, shown.marks, view.marks.own);
    write_filtered(json, audience, views, shown);
    json.key("account");
    write_whom(json, audience, views.author(view));
    json.key("reblog");
    if (boosted)
        write_status_at(json, audience, views, *boosted, Source::Hidden, depth);
    else
        json.value(nullptr);
    write_application(json, views.application(view));
    write_own_words(json, audience, views, view);
    json.key("media_attachments");
    write_media_list(json, view.media, audience.domain);
    json.key("mentions").array(view.mentions, [&](const auto& mention) { write_mention(json, audience, mention); });
    json.key("tags").array(view.tags, [&](const std::string& name) {
        json.object([&] {
            json.field("name", name);
            json.field("url", tag_url(audience, name));
        });
    });
    json.key("emojis");
    write_emojis_in(json, view.status.content_warning + " " + view.status.text, {views.author(view).host, view.status.emojis},
                    audience.domain);
    json.key("tagged_collections").array([] {});
    json.key("card");
    write_preview(json, audience, views, view);
    json.key("poll");
    if (view.poll)
        write_poll(json, audience, *view.poll, {views.author(view).host, view.status.emojis});
    else
        json.value(nullptr);
    write_quote(json, audience, views, view, depth);
    write_quote_approval(json, audience, shown);
    // Ours: whom its author lets answer it, and whether the reader is one of them.
    json.field("reply_policy", social::name_of(shown.status.reply_policy));
    if (audience.signed_in) json.field("may_answer", shown.may_answer);
    if (source == Source::Shown)
        json.field("text", view.status.text);
    else
        json.field("text", nullptr);
}

void write_status_at(JsonWriter& json, const Audience& audience, const social::StatusViews& views, const social::StatusView& view,
                     Source source, Depth depth)
{
    json.object([&] { write_status_fields(json, audience, views, view, source, depth); });
}

}  // namespace

void write_status(JsonWriter& json, const Audience& audience, const social::StatusViews& views, const social::StatusView& view,
                  Source source)
{
    write_status_at(json, audience, views, view, source, Depth::Whole);
}

void write_reviewed_status(JsonWriter& json, const Audience& audience, const social::StatusViews& views,
                           const social::StatusView& view, const social::TrendReview& review)
{
    json.object([&] {
        write_status_fields(json, audience, views, view, Source::Hidden, Depth::Whole);
        write_review_fields(json, review);
    });
}

std::unordered_map<StatusId, std::size_t> places_in(const social::StatusViews& views)
{
    std::unordered_map<StatusId, std::size_t> places;
    for (std::size_t n = 0; n < views.items.size(); ++n) places.emplace(views.items[n].status.id, n);
    return places;
}

void write_statuses(JsonWriter& json, const Audience& audience, const social::StatusViews& views)
{
    AccountsOnPage accounts;
    auto page = audience;
    if (!page.accounts) page.accounts = &accounts;
    json.array(views.items, [&](const social::StatusView& view) { write_status(json, page, views, view); });
}

void write_poll(JsonWriter& json, const Audience& audience, const social::Poll& poll, EmojisOf whose)
{
    bool ended = social::has_ended(poll, audience.now);
    bool totals = ended || !poll.hide_totals;
    std::int64_t votes = 0;
    for (const auto& option : poll.options) votes += option.votes_count;
    json.object([&] {
        json.field("id", poll.id);
        json.field("expires_at", poll.expires_at);
        json.field("expired", ended);
        json.field("multiple", poll.multiple);
        json.field("votes_count", votes);
        json.field("voters_count", poll.voters_count);
        json.key("options").array(poll.options, [&](const social::PollOption& option) {
            json.object([&] {
                json.field("title", option.title);
                json.field("votes_count", totals ? std::optional{option.votes_count} : std::nullopt);
            });
        });
        std::string titles;
        for (const auto& option : poll.options) titles += option.title + "\n";
        json.key("emojis");
        write_emojis_in(json, titles, whose, audience.domain);
        if (poll.authentic_voters && totals)
            json.key("favilla").object([&] {
                json.field("authentic_voters", *poll.authentic_voters);
                json.key("authentic_votes").array(poll.options, [&](const auto& option) { json.value(option.authentic); });
            });
        if (!audience.signed_in) return;
        json.field("voted", poll.voted);
        json.key("own_votes").values(poll.own_votes);
    });
}

void write_history(JsonWriter& json, const std::vector<social::TagDay>& history)
{
    json.key("history").array(history, [&](const social::TagDay& day) {
        json.object([&] {
            json.field("day", std::to_string(day.day * days(1).milliseconds / 1000));
            json.field("uses", std::to_string(day.uses));
            json.field("accounts", std::to_string(day.accounts));
        });
    });
}

void write_tag(JsonWriter& json, const Audience& audience, const social::Tag& tag)
{
    json.object([&] {
        json.field("id", tag.id ? to_string(*tag.id) : std::string{"0"});
        json.field("name", tag.name);
        json.field("url", tag_url(audience, tag.name));
        write_history(json, tag.history);
        if (!audience.signed_in) return;
        json.field("following", tag.following);
        json.field("featuring", tag.featuring);
    });
}

std::optional<social::Status> find_status_of(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) { return social::find_status(reader, *id, api.viewer); });
}

namespace {

net::Response views_response(const Api& api, const social::StatusViews& views)
{
    return json_response(200, write_json([&](JsonWriter& json) { write_statuses(json, audience_of(api), views); },
                                         64 + usual_status_size * views.items.size()));
}

}  // namespace

net::Response status_response(Api& api, const social::Status& status)
{
    return status_response(api,
                           api.db.read([&](db::Reader& reader) { return social::load_views(reader, {status}, api.viewer); }));
}

net::Response status_response(const Api& api, const social::StatusViews& views)
{
    return json_response(200, [&](JsonWriter& json) { write_status(json, audience_of(api), views, views.items.front()); });
}

net::Response statuses_response(Api& api, const std::vector<social::Status>& statuses)
{
    return views_response(api, api.db.read([&](db::Reader& reader) { return social::load_views(reader, statuses, api.viewer); }));
}

ShownPage show_page(db::Reader& reader, const Api& api, social::Page<social::Status> page)
{
    return {social::load_views(reader, std::move(page.items), api.viewer), page.newest, page.oldest};
}

ShownPage show_page(db::Reader& reader, const Api& api, social::StatusPage page)
{
    return {social::load_views(reader, std::move(page.items), std::move(page.boosted), api.viewer), page.newest, page.oldest};
}

net::Response timeline_response(const net::Request& request, const Api& api, const ShownPage& page)
{
    return with_page_links(views_response(api, page.views), request, api, page.newest, page.oldest);
}

}  // namespace favilla::mastodon
