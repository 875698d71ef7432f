// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/load.h"

#include <algorithm>

#include "base/quote_inline.h"
#include "base/web_page.h"
#include "base/web_url.h"
#include "conversations/live.h"
#include "distribution/mail_subscriptions.h"
#include "integrity/disclosures.h"
#include "integrity/findings.h"
#include "pages/post_html.h"
#include "social/media_links.h"
#include "social/net_tags.h"
#include "social/tags.h"
#include "social/terms.h"
#include "social/timelines.h"
#include "strategy/house_figures.h"
#include "strategy/public_figures.h"

namespace favilla::pages {

namespace {

constexpr std::size_t most_live = 5;
constexpr Duration alive_for = days(7);
constexpr std::size_t excerpt_length = 110;
constexpr social::Viewer anybody{};

// An address of this very house is a path; every other is somebody else's.
Url local_or_foreign(std::string_view address, const social::Domain& domain)
{
    if (address.starts_with(domain.origin) && address.size() > domain.origin.size() && address[domain.origin.size()] == '/')
        return Url::local(address.substr(domain.origin.size()));
    return Url::foreign(address);
}

PollView poll_view(const social::Poll& poll, Time now)
{
    PollView view{.voters = poll.voters_count, .ends_at = poll.expires_at, .ended = social::has_ended(poll, now)};
    view.counts_hidden = poll.hide_totals && !view.ended;
    if (!view.counts_hidden) view.authentic_voters = poll.authentic_voters;
    for (const auto& option : poll.options) view.options.push_back({option.title, option.votes_count, option.authentic});
    return view;
}

// The host stands there as it is reached: what looks like another name is seen to be none.
PreviewView preview_view(const social::Preview& preview)
{
    auto url = parse_web_url(preview.url);
    auto host = url ? url->authority() : std::string{};
    PreviewView view{.page = Url::foreign(preview.url),
                     .title = preview.title,
                     .description = preview.description,
                     .host = host.starts_with("www.") ? host.substr(4) : host,
                     .author = preview.author_name,
                     .language = preview.language};
    if (!preview.picture) return view;
    view.picture = Url::local(social::picture_path(*preview.picture));
    view.picture_description = preview.picture_description;
    view.width = preview.picture->made.width;
    view.height = preview.picture->made.height;
    return view;
}

PostView post_view(const social::StatusViews& views, const social::StatusView& view, const social::Domain& domain, Time now)
{
    const auto& status = view.status;
    auto post = PostView{.id = status.id,
                         .author = author_view(views.author(view), domain),
                         .permalink = local_or_foreign(status.url, domain),
                         .uri = status.uri,
                         .content = SafeHtml{status.html},
                         .content_warning = status.content_warning,
                         .language = status.language,
                         .answers = status.replies_count,
                         .boosts = status.boosts_count,
                         .favourites = status.favourites_count,
                         .created_at = status.created_at,
                         .edited_at = status.edited_at};
    if (const auto* person = views.person(view)) post.signed_by = author_view(*person, domain);
    if (const auto* tie = views.tie(view)) {
        post.tie = tie->relation;
        post.tied_to = author_view(views.accounts.at(tie->page), domain);
    }
    if (const auto* mark = views.first_published(view)) {
        post.first_published = mark->url;
        post.first_by = mark->handle;
    }
    if (view.poll) post.poll = poll_view(*view.poll, now);
    if (view.preview) post.preview = preview_view(*view.preview);
    for (const auto& media : view.media) post.media.push_back(media_view(media, domain));
    post.sensitive = status.sensitive || views.author(view).sensitized_at;
    if (post.preview && post.sensitive) post.preview->picture.reset();
    return post;
}

PostView with_quoted(PostView post, const social::StatusViews& views, const social::StatusView& view,
                     const social::Domain& domain, Time now)
{
    if (!view.quote) return post;
    const auto* quoted = views.quoted_by(view);
    post.quotes_hidden = !quoted;
    if (!quoted) return post;
    // The words need no link any more to what stands below them.
    post.content = SafeHtml{without_quote_inline(post.content.text)};
    post.quoted.push_back(post_view(views, *quoted, domain, now));
    return post;
}

// Titles and links of search engines and feeds carry "page of organisation" first, people after.
void add_voice(std::vector<AuthorView>& voices, const social::Account& account, const social::Domain& domain)
{
    auto known = std::ranges::any_of(voices, [&](const auto& voice) { return voice.id == account.id; });
    if (!known && account.is_known() && !account.suspended_at && account.domain == domain.id)
        voices.push_back(author_view(account, domain));
}

// Where a page shows it from: its own host, or that of media.
Url place_of_media(std::string_view path, const social::Domain& domain)
{
    auto elsewhere = social::media_elsewhere(path, domain.media_address);
    return elsewhere ? Url::foreign(*elsewhere) : Url::local(path);
}

}  // namespace

MediaView media_view(const social::Media& media, const social::Domain& domain)
{
    auto whole = social::media_path(media), preview = social::preview_path(media);
    const auto& shown = media.small.width > 0 ? media.small : media.original;
    return {.kind = media.kind,
            .whole = whole.empty() ? Url::foreign(media.remote_url) : place_of_media(whole, domain),
            .preview = preview.empty() ? std::nullopt : std::optional{place_of_media(preview, domain)},
            .description = media.description,
            .width = shown.width,
            .height = shown.height};
}

AuthorView author_view(const social::Account& account, const social::Domain& domain)
{
    auto own_picture = account.avatar.starts_with('/') && !account.avatar.starts_with("//");
    return {.id = account.id,
            .name = account.display_name.empty() ? account.username : account.display_name,
            .handle = "@" + social::acct(account, domain.name),
            .profile = local_or_foreign(account.url, domain),
            .avatar = own_picture ? place_of_media(account.avatar, domain).text() : std::string{},
            .automated = account.bot,
            .indexed = account.indexable && account.is_local()};
}

std::vector<PostView> post_views(const social::StatusViews& views, const social::Domain& domain, Time now)
{
    std::vector<PostView> posts;
    posts.reserve(views.items.size());
    for (const auto& item : views.items) {
        const auto* boosted = views.boosted_by(item);
        const auto& shown = boosted ? *boosted : item;
        posts.push_back(with_quoted(post_view(views, shown, domain, now), views, shown, domain, now));
        if (!boosted) continue;
        posts.back().boosted_by = author_view(views.author(item), domain);
        if (const auto* past = views.first_published(item)) posts.back().boosted_first_by = past->handle;
    }
    return posts;
}

PostList post_list(db::Reader& reader, social::Page<social::Status> page, const social::PageRequest& request,
                   const social::Domain& domain, Time now)
{
    PostList list;
    auto full = page.items.size() >= static_cast<std::size_t>(request.limit);
    list.older_than = page.oldest;
    if (page.newest && (request.max_id || (request.forwards() && full))) list.newer_than = page.newest;
    list.posts = post_views(social::load_views(reader, std::move(page.items), anybody), domain, now);
    return list;
}

OrganisationView load_organisation(db::Reader& reader, const social::Domain& domain)
{
    auto view = OrganisationView{.name = domain.title,
                                 .description = domain.description,
                                 .contact_email = domain.contact_email,
                                 .host = domain.name,
                                 .about = SafeHtml{domain.about_html},
                                 .privacy = SafeHtml{domain.privacy_html}};
    if (domain.contact)
        if (auto account = social::find_account(reader, *domain.contact);
            account && account->is_known() && !account->suspended_at)
            view.contact = author_view(*account, domain);
    view.rules = social::rules(reader, domain.id);
    return view;
}

OrganisationView load_organisation_at_length(db::Reader& reader, const social::Domain& domain)
{
    auto view = load_organisation(reader, domain);
    view.has_terms = social::has_terms(reader, domain.id);
    view.keeps_net_tags = social::keeps_net_tags(reader, domain.id);
    view.has_figures = strategy::has_house_figures(reader, domain.id);
    return view;
}

FrontView load_front(db::Reader& reader, const social::Domain& domain, const social::PageRequest& request, Time now)
{
    FrontView view{.organisation = load_organisation(reader, domain)};
    auto page = social::public_timeline(reader, {.origin = social::Origin::Local, .domain = domain.id}, anybody, request, now);
    view.latest = post_list(reader, std::move(page), request, domain, now);

    std::vector<AccountId> writers;
    if (domain.contact) writers.push_back(*domain.contact);
    for (const auto& post : view.latest.posts) writers.push_back(post.author.id);
    for (const auto& account : social::find_accounts(reader, writers))
        if (account.id == domain.contact || account.kind == social::AccountKind::Page) add_voice(view.voices, account, domain);

    auto live = conversations::live_conversations(reader, domain.id, now - alive_for, most_live);
    std::vector<StatusId> roots;
    for (const auto& conversation : live) roots.push_back(conversation.root);
    auto openings = post_views(social::load_views(reader, social::find_statuses(reader, roots, anybody), anybody), domain, now);
    for (const auto& conversation : live) {
        auto opening = std::ranges::find(openings, conversation.root, &PostView::id);
        if (opening == openings.end()) continue;
        view.conversations.push_back({.opening = *opening,
                                      .excerpt = excerpt_of(*opening, excerpt_length),
                                      .answers = conversation.answers,
                                      .people = conversation.people,
                                      .last_answer_at = conversation.last_answer_at});
    }
    return view;
}

namespace {

void load_ties(db::Reader& reader, const social::Account& account, ProfileView& view)
{
    if (!account.domain) return;
    for (const auto& one : integrity::holding_disclosures(reader, account.id))
        if (auto page = social::find_account(reader, one.page); page && page->is_known())
            view.ties.push_back({"app.integrity.relation." + std::string{name_of(one.relation)},
                                 page->display_name.empty() ? page->username : page->display_name});
    auto label = integrity::public_label_of(reader, account.id);
    if (label.is_affiliated && view.ties.empty()) view.ties.push_back({"app.integrity.label.affiliated", {}});
    if (!label.coordinated) return;
    const auto& evidence = label.coordinated->evidence;
    view.label = LabelView{std::ssize(label.coordinated->members), evidence.posts, evidence.observed, evidence.expected};
}

}  // namespace

ProfileView load_profile(db::Reader& reader, const social::Account& account, const social::Domain& domain,
                         const social::PageRequest& request, Time now)
{
    auto view = ProfileView{.author = author_view(account, domain),
                            .address = "@" + account.username + "@" + account.host,
                            .text = html_to_text(account.note_html),
                            .note = SafeHtml{account.note_html},
                            .posture = account.posture,
                            .posts_count = account.statuses_count,
                            .followers = account.followers_count,
                            .following = account.following_count,
                            .hides_collections = account.hide_collections,
                            .by_mail = distribution::offers_mail(reader, account),
                            .joined_at = account.created_at,
                            .changed_at = account.last_status_at.value_or(account.created_at)};
    // rel="me": how other sites know that it is the same person (IndieWeb, rel-me).
    for (const auto& field : account.fields)
        view.fields.push_back({field.name, SafeHtml{with_rel_me(field.value_html)}, field.verified_at});
    load_ties(reader, account, view);
    if (account.kind == social::AccountKind::Page) view.has_figures = strategy::has_public_figures(reader, account.id);
    view.has_events = !load_events_of(reader, {.host = account.id, .limit = 1}, domain, now).empty();
    auto first_page = !request.max_id && !request.min_id;
    if (first_page) {
        auto pinned = social::account_timeline(reader, {.author = account.id, .pinned = true}, anybody, {});
        view.pinned = post_views(social::load_views(reader, std::move(pinned.items), anybody), domain, now);
    }
    auto page = social::account_timeline(reader, {.author = account.id, .exclude_replies = true}, anybody, request);
    view.posts = post_list(reader, std::move(page), request, domain, now);
    return view;
}

TagView load_tag(db::Reader& reader, std::string_view name, const social::Domain& domain, const social::PageRequest& request,
                 Time now)
{
    auto tag = social::find_tag(reader, name, anybody, now);
    auto page = social::tag_timeline(reader, {.tag = tag.name, .domain = domain.id}, anybody, request, now);
    return {.name = tag.name, .display = tag.name, .posts = post_list(reader, std::move(page), request, domain, now)};
}

}  // namespace favilla::pages
