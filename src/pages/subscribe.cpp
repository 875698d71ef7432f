// SPDX-License-Identifier: AGPL-3.0-or-later
// Asking for posts by e-mail. What is answered is the same for every address.
#include "pages/subscribe.h"

#include "distribution/mail_letters.h"
#include "net/rate_limit.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "social/mail_parts.h"
#include "social/sign_in.h"
#include "social/sign_up.h"

namespace favilla::pages {

namespace {

using social::Rhythm;

constexpr std::size_t longest_email = 254;  // RFC 5321, 4.5.3.1.3

// None when there is nobody of that name here whose posts may be had by mail.
std::optional<social::Account> find_author(const Visit& visit)
{
    if (!visit.site.sends_mail) return std::nullopt;
    return visit.site.database.read([&](db::Reader& reader) -> std::optional<social::Account> {
        auto account = social::find_account_by_handle(reader, visit.request.param("name"), visit.domain.id);
        if (!account || account->domain != visit.domain.id || !distribution::offers_mail(reader, *account)) return std::nullopt;
        return account;
    });
}

Url profile_of(const social::Account& account) { return Url::local("/@" + account.username); }

std::string subscribe_page(const Visit& visit, const social::Account& author, const SubscribeForm& form, const Problems& problems)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto title = words("pages.by_mail.of", {{"name", social::shown_name(author)}});
    return page(frame, form_head(frame, title, problems), [&](Html& html) {
        html.element("h1", title);
        html.element("p", {{"class", "lead"}}, words("pages.by_mail.lead"));
        write_subscribe_form(html, words, form, problems);
        html.element("p", {{"class", "aside-links"}},
                     [&] { html.link(profile_of(author), {}, words("pages.by_mail.to_profile")); });
    });
}

std::string asked_page(const Visit& visit, const social::Account& author)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words("pages.by_mail.asked"), {}), [&](Html& html) {
        html.element("h1", words("pages.by_mail.asked"));
        html.element("p", {{"class", "lead"}}, words("pages.by_mail.asked_help"));
        html.element("ul", {{"class", "ways-on"}},
                     [&] { html.element("li", [&] { html.link(profile_of(author), {}, words("pages.by_mail.to_profile")); }); });
    });
}

}  // namespace

Url subscribe_url(const Url& profile) { return Url::local(profile.text() + "/mail"); }

void write_rhythms(Html& html, const Words& words, std::span<const Rhythm> rhythms, Rhythm chosen)
{
    html.element("fieldset", {{"class", "choices"}}, [&] {
        html.element("legend", words("pages.by_mail.how_often"));
        for (auto rhythm : rhythms) {
            auto name = std::string{social::name_of(rhythm)};
            html.element("label", [&] {
                html.void_element("input",
                                  {{"type", "radio"}, {"name", "rhythm"}, {"value", name}, {"checked", rhythm == chosen}});
                html.text(" " + words("subscription.rhythm." + name));
            });
        }
    });
}

void write_subscribe_form(Html& html, const Words& words, const SubscribeForm& form, const Problems& problems)
{
    html.element("form", {{"class", "stack"}, {"method", "post"}, {"action", form.action}}, [&] {
        write_field(html, words,
                    {.name = "email",
                     .label = words("pages.email"),
                     .type = "email",
                     .autocomplete = "email",
                     .value = form.email,
                     .hint = words("pages.by_mail.hint"),
                     .max_length = longest_email,
                     .focus = form.focus},
                    problems);
        write_rhythms(html, words, rhythms_of_posts, form.rhythm);
        html.element("button", {{"type", "submit"}}, words("pages.by_mail.button"));
    });
}

net::Response show_subscribe(Visit& visit)
{
    auto author = find_author(visit);
    if (!author) return error_response(visit, 404);
    auto form = SubscribeForm{.action = subscribe_url(profile_of(*author)), .focus = true};
    return html_response(visit, subscribe_page(visit, *author, form, {}));
}

net::Response subscribe(Visit& visit)
{
    auto author = find_author(visit);
    if (!author) return error_response(visit, 404);
    auto email = std::string{visit.form_field("email")};
    auto rhythm = social::parse_rhythm(visit.form_field("rhythm")).value_or(Rhythm::Each);
    if (!social::is_email(email)) {
        auto form = SubscribeForm{subscribe_url(profile_of(*author)), email, rhythm, true};
        return form_response(visit, subscribe_page(visit, *author, form, {{"email", visit.words()("pages.email_invalid")}}), 422);
    }
    auto by_client = visit.site.limiter.hit(social::mail_by_client, net::address_key(visit.request.client_address), visit.now);
    if (visit.site.throttled && !by_client.allowed) return error_response(visit, 429);

    visit.site.database.write([&](db::Transaction& tx) {
        distribution::request_subscription(
            tx, visit.site.mail_key, visit.site.random, visit.domain,
            {.account = author->id, .email = email, .locale = std::string{visit.words().tag()}, .rhythm = rhythm}, visit.now);
    });
    return form_response(visit, asked_page(visit, *author));
}

}  // namespace favilla::pages
