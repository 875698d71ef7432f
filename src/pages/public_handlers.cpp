// SPDX-License-Identifier: AGPL-3.0-or-later
// What a guest may read. Whatever an account has closed to others is answered as if it did not exist.
#include <charconv>

#include "distribution/readership.h"
#include "pages/browser.h"
#include "pages/handlers.h"
#include "pages/load.h"
#include "pages/public_pages.h"
#include "social/statuses.h"

namespace favilla::pages {

namespace {

constexpr std::int64_t language_lasts = days(365).milliseconds / 1000;

std::optional<std::int64_t> number_field(const Visit& visit, std::string_view name)
{
    auto text = visit.query_field(name);
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number <= 0) return std::nullopt;
    return number;
}

social::PageRequest read_page(const Visit& visit)
{
    return {.max_id = number_field(visit, "max_id"),
            .since_id = {},
            .min_id = number_field(visit, "min_id"),
            .limit = posts_per_page};
}

// Either the account to show, or the answer that says why there is none.
struct FoundAccount {
    std::optional<social::Account> account;
    int status = 404;
};

FoundAccount find_shown_account(db::Reader& reader, const Visit& visit)
{
    auto account = social::find_account_by_handle(reader, visit.request.param("name"), visit.domain.id);
    if (!account) return {};
    if (account->suspended_at || (account->deleted_at && account->admitted_at)) return {std::nullopt, 410};
    if (!account->is_known()) return {};
    return {std::move(account), 200};
}

// Somebody who looks: not a program that only asks whether it is there or fetches ahead, nor its own author.
void count_reader(const Visit& visit, StatusId status, AccountId author)
{
    const auto& request = visit.request;
    if (request.method != net::Method::Get || !request.header("Sec-Purpose").empty()) return;
    if (visit.member && visit.member->account == author) return;
    visit.site.readership.page_read(status, request.client_address, request.header("User-Agent"));
}

}  // namespace

net::Response show_front(Visit& visit)
{
    auto view = visit.site.database.read(
        [&](db::Reader& reader) { return load_front(reader, visit.domain, read_page(visit), visit.now); });
    return html_response(visit, front_page(frame_of(visit), view));
}

net::Response show_profile(Visit& visit)
{
    FoundAccount found;
    auto view = visit.site.database.read([&](db::Reader& reader) -> std::optional<ProfileView> {
        found = find_shown_account(reader, visit);
        if (!found.account || found.account->domain != visit.domain.id) return std::nullopt;
        auto profile = load_profile(reader, *found.account, visit.domain, read_page(visit), visit.now);
        profile.by_mail = profile.by_mail && visit.site.sends_mail;
        return profile;
    });
    if (view && found.account->kind == social::AccountKind::Group)
        return with_security_headers(net::redirect(302, "/groups/" + url_segment(found.account->username)));
    if (view) return html_response(visit, profile_page(frame_of(visit), *view, view->author.profile));
    // Somebody of another server is shown best by that server.
    if (found.account)
        if (auto elsewhere = Url::foreign(found.account->url); elsewhere.text() != "#")
            return with_security_headers(net::redirect(302, elsewhere.text()));
    return error_response(visit, found.account ? 404 : found.status);
}

net::Response show_post(Visit& visit)
{
    auto id = parse_id<StatusId>(visit.request.param("id"));
    auto from = static_cast<std::size_t>(number_field(visit, "from").value_or(0));
    std::optional<AccountId> author;
    auto view = visit.site.database.read([&](db::Reader& reader) -> std::optional<ConversationView> {
        auto status = id ? social::find_status(reader, *id, {}) : std::nullopt;
        if (!status || status->boost_of) return std::nullopt;
        auto named = social::find_account_by_handle(reader, visit.request.param("name"), visit.domain.id);
        if (!named || named->id != status->author) return std::nullopt;
        author = named->id;
        return load_conversation(reader, *status, visit.domain, from, visit.now);
    });
    if (!view) return error_response(visit, 404);
    count_reader(visit, *id, *author);
    return html_response(visit, conversation_page(frame_of(visit), *view));
}

net::Response show_tag(Visit& visit)
{
    auto view = visit.site.database.read([&](db::Reader& reader) {
        return load_tag(reader, visit.request.param("name"), visit.domain, read_page(visit), visit.now);
    });
    return html_response(visit, tag_page(frame_of(visit), view, Url::local("/tags/" + url_segment(view.name))));
}

net::Response show_groups(Visit& visit)
{
    auto groups = visit.site.database.read([&](db::Reader& reader) { return load_groups(reader, visit.domain); });
    return html_response(visit, groups_page(frame_of(visit), groups));
}

net::Response show_group(Visit& visit)
{
    auto view = visit.site.database.read([&](db::Reader& reader) {
        return load_group(reader, visit.request.param("name"), visit.domain, read_page(visit), visit.now);
    });
    if (!view) return error_response(visit, 404);
    return html_response(visit, group_page(frame_of(visit), *view, view->line.author.profile));
}

net::Response show_group_events(Visit& visit)
{
    auto view = visit.site.database.read(
        [&](db::Reader& reader) { return load_group_events(reader, visit.request.param("name"), visit.domain, visit.now); });
    if (!view) return error_response(visit, 404);
    return html_response(visit, group_events_page(frame_of(visit), *view));
}

net::Response show_about(Visit& visit)
{
    auto organisation =
        visit.site.database.read([&](db::Reader& reader) { return load_organisation_at_length(reader, visit.domain); });
    return html_response(visit, about_page(frame_of(visit), organisation));
}

net::Response show_rules(Visit& visit)
{
    auto organisation = visit.site.database.read([&](db::Reader& reader) { return load_organisation(reader, visit.domain); });
    return html_response(visit, rules_page(frame_of(visit), organisation));
}

net::Response show_privacy(Visit& visit)
{
    auto organisation =
        visit.site.database.read([&](db::Reader& reader) { return load_organisation_at_length(reader, visit.domain); });
    return html_response(visit, privacy_page(frame_of(visit), organisation));
}

net::Response show_terms(Visit& visit)
{
    auto [versions, current] = visit.site.database.read([&](db::Reader& reader) {
        return std::pair{social::terms_of(reader, visit.domain.id, visit.now),
                         social::current_terms(reader, visit.domain.id, visit.now)};
    });
    auto date = visit.request.param("date");
    if (date.empty())
        return current ? html_response(visit, terms_page(frame_of(visit), versions, *current)) : error_response(visit, 404);
    for (const auto& version : versions)
        if (version.holds_from == date) return html_response(visit, terms_page(frame_of(visit), versions, version));
    return error_response(visit, 404);
}

// A preference of this browser; nothing of an account changes, so a link may do it.
net::Response choose_language(Visit& visit)
{
    auto response = see_other(local_path(visit.query_field("back")));
    auto language = visit.site.locale.find(visit.query_field("lang"));
    if (!language) return response;
    auto secure = visit.domain.origin.starts_with("https://") ? "; Secure" : "";
    response.add_header("Set-Cookie", std::string{language_cookie} + "=" + std::string{visit.site.locale.tag(*language)}
                                          + "; Path=/; SameSite=Lax; HttpOnly; Max-Age=" + std::to_string(language_lasts)
                                          + secure);
    return response;
}

}  // namespace favilla::pages
