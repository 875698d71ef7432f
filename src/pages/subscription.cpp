// SPDX-License-Identifier: AGPL-3.0-or-later
// What the links in mails of posts lead to. Mail programs and scanners open links by themselves: a GET shows a page and
// changes nothing. A POST to /mail/unsubscribe is what a mail program's own button sends (RFC 8058).
#include "distribution/mail_answers.h"
#include "distribution/mail_letters.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/subscribe.h"
#include "social/mail_parts.h"

namespace favilla::pages {

namespace {

struct Known {  // behind a link
    distribution::Subscription subscription;
    std::string name;  // of whose posts they are
    bool has_written = false;
};

std::string name_of(db::Reader& reader, AccountId id)
{
    auto account = social::find_account(reader, id);
    return account ? social::shown_name(*account) : std::string{};
}

std::optional<Known> find_known(const Visit& visit)
{
    auto id = distribution::subscription_in(visit.site.mail_key, token_of(visit));
    if (!id) return std::nullopt;
    return visit.site.database.read([&](db::Reader& reader) -> std::optional<Known> {
        auto subscription = distribution::find_subscription(reader, *id);
        if (!subscription) return std::nullopt;
        auto name = name_of(reader, subscription->account);
        bool has_written = !distribution::mail_of_subscription(reader, *id).empty();
        return Known{*std::move(subscription), std::move(name), has_written};
    });
}

net::Response spent(Visit& visit)
{
    return form_response(visit, note_page(visit, "pages.link_spent", "subscription.link_spent", "/", "pages.error.to_front_page"),
                         410);
}

net::Response unsubscribed(Visit& visit)
{
    return form_response(visit,
                         note_page(visit, "pages.by_mail.ended", "pages.by_mail.ended_help", "/", "pages.error.to_front_page"));
}

void write_token_form(Html& html, const Frame& frame, std::string_view path, std::string_view button, std::string_view token)
{
    write_form(html, frame, {Url::local(path), frame.words(button)}, {}, [&](Html& form) { write_hidden(form, "token", token); });
}

void write_never(Html& html, const Frame& frame, std::string_view token)
{
    html.element("section", {{"aria-labelledby", "never"}}, [&] {
        html.element("h2", {{"id", "never"}}, frame.words("pages.by_mail.never"));
        html.element("p", frame.words("pages.by_mail.never_help"));
        write_form(html, frame, {Url::local("/mail/never"), frame.words("pages.by_mail.never_button"), "second"}, {},
                   [&](Html& form) { write_hidden(form, "token", token); });
    });
}

std::string request_page(const Visit& visit, const distribution::MailRequest& request, const std::string& name)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto token = token_of(visit);
    auto rhythm = words("subscription.rhythm." + std::string{social::name_of(request.rhythm)});
    return page(frame, form_head(frame, words("pages.by_mail.confirm"), {}), [&](Html& html) {
        html.element("h1", words("pages.by_mail.confirm"));
        html.element("p", {{"class", "lead"}}, words("pages.by_mail.confirm_lead", {{"name", name}, {"rhythm", rhythm}}));
        write_token_form(html, frame, "/mail/confirm", "pages.by_mail.confirm_button", token);
        write_never(html, frame, token);
    });
}

std::string subscription_page(const Visit& visit, const Known& known, std::string_view note)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto token = token_of(visit);
    return page(frame, form_head(frame, words("pages.by_mail.yours"), {}), [&](Html& html) {
        html.element("h1", words("pages.by_mail.yours"));
        if (!note.empty()) html.element("p", {{"class", "note"}, {"role", "status"}}, words(note));
        html.element("p", {{"class", "lead"}}, words("pages.by_mail.yours_lead", {{"name", known.name}}));
        write_token_form(html, frame, "/mail/unsubscribe", "pages.by_mail.end_button", token);
        html.element("section", {{"aria-labelledby", "rhythm"}}, [&] {
            html.element("h2", {{"id", "rhythm"}}, words("pages.by_mail.change"));
            write_form(html, frame, {Url::local("/mail/rhythm"), words("pages.by_mail.change_button"), "second"}, {},
                       [&](Html& form) {
                           write_hidden(form, "token", token);
                           write_rhythms(form, words, rhythms_of_posts, known.subscription.rhythm);
                       });
        });
        if (known.has_written)
            html.element("p", [&] {
                html.element("a", {{"href", Url::local("/mail/answers").with("token", token)}}, words("pages.by_mail.answers"));
            });
        write_never(html, frame, token);
    });
}

}  // namespace

std::string_view token_of(const Visit& visit)
{
    auto sent = visit.form_field("token");
    return sent.empty() ? visit.query_field("token") : sent;
}

net::Response show_mail_request(Visit& visit)
{
    ensure_form_key(visit);
    std::string name;
    auto request = visit.site.database.read([&](db::Reader& reader) {
        auto found = distribution::find_request(reader, token_of(visit), visit.now);
        if (found) name = name_of(reader, found->account);
        return found;
    });
    return request ? form_response(visit, request_page(visit, *request, name)) : spent(visit);
}

net::Response confirm_mail_request(Visit& visit)
{
    auto confirmed = visit.site.database.write(
        [&](db::Transaction& tx) { return distribution::confirm_subscription(tx, token_of(visit), visit.now); });
    if (!confirmed) return spent(visit);
    return form_response(
        visit, note_page(visit, "pages.by_mail.confirmed", "pages.by_mail.confirmed_help", "/", "pages.error.to_front_page"));
}

net::Response show_unsubscribe(Visit& visit)
{
    if (!distribution::subscription_in(visit.site.mail_key, token_of(visit))) return error_response(visit, 404);
    ensure_form_key(visit);
    auto known = find_known(visit);
    return known ? form_response(visit, subscription_page(visit, *known, {})) : unsubscribed(visit);
}

// What the reader wrote by e-mail and what came back, to keep; also when the subscription has ended, as long as it is there.
net::Response show_mail_answers(Visit& visit)
{
    auto id = distribution::subscription_in(visit.site.mail_key, token_of(visit));
    if (!id) return error_response(visit, 404);
    auto all = visit.site.database.read([&](db::Reader& reader) { return distribution::mail_of_subscription(reader, *id); });
    if (all.empty()) return error_response(visit, 404);
    auto words = frame_of(visit).words;
    std::string text;
    for (const auto& [subject, message] : all) {
        text += iso8601(message.created_at) + " · "
              + words(message.person ? "pages.by_mail.answers.team" : "pages.by_mail.answers.you") + " · " + subject + "\n\n"
              + message.text + "\n";
        if (!message.rest.empty()) text += "\n" + message.rest + "\n";
        text += "\n";
    }
    auto response = net::response_of_type(200, "text/plain; charset=utf-8", std::move(text));
    response.set_header("Content-Disposition", "attachment; filename=\"mails.txt\"");
    response.set_header("Cache-Control", "no-store");
    return response;
}

// Twice is once: who has left already is told so again.
net::Response unsubscribe(Visit& visit)
{
    auto id = distribution::subscription_in(visit.site.mail_key, token_of(visit));
    if (!id) return error_response(visit, 404);
    visit.site.database.write([&](db::Transaction& tx) { distribution::unsubscribe(tx, *id); });
    return unsubscribed(visit);
}

net::Response change_rhythm(Visit& visit)
{
    auto known = find_known(visit);
    auto rhythm = social::parse_rhythm(visit.form_field("rhythm"));
    if (!known || !rhythm) return error_response(visit, known ? 400 : 404);
    visit.site.database.write(
        [&](db::Transaction& tx) { distribution::change_rhythm(tx, known->subscription.id, *rhythm, visit.now); });
    known->subscription.rhythm = *rhythm;
    return form_response(visit, subscription_page(visit, *known, "pages.by_mail.changed"));
}

// With the link of a subscription, or of a request that somebody else may have made.
net::Response refuse_mail(Visit& visit)
{
    auto known = find_known(visit);
    auto request = visit.site.database.read(
        [&](db::Reader& reader) { return distribution::find_request(reader, token_of(visit), visit.now); });
    if (!known && !request) return spent(visit);
    const auto& email = known ? known->subscription.email : request->email;
    visit.site.database.write(
        [&](db::Transaction& tx) { distribution::refuse_all_mail(tx, visit.site.mail_key, email, visit.now); });
    return form_response(
        visit, note_page(visit, "pages.by_mail.refused", "pages.by_mail.refused_help", "/", "pages.error.to_front_page"));
}

}  // namespace favilla::pages
