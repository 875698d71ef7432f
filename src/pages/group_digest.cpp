// SPDX-License-Identifier: AGPL-3.0-or-later
// What the link in a mail about a group leads to: a GET shows a page and changes nothing; a POST changes how often, or ends it, which
// is also what a mail program's own button sends (RFC 8058).
#include "community/group_digests.h"
#include "pages/browser.h"
#include "pages/error_page.h"
#include "pages/handlers.h"
#include "pages/subscribe.h"
#include "social/mail_parts.h"

namespace favilla::pages {

namespace {

using social::Rhythm;

constexpr Rhythm rhythms[] = {Rhythm::Daily, Rhythm::Weekly};

std::string digest_page(const Visit& visit, const std::string& group, Rhythm chosen, std::string_view note)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto token = token_of(visit);
    auto title = words("pages.group_mail", {{"name", group}});
    return page(frame, form_head(frame, title, {}), [&](Html& html) {
        html.element("h1", title);
        if (!note.empty()) html.element("p", {{"class", "note"}, {"role", "status"}}, words(note));
        html.element("p", {{"class", "lead"}}, words("pages.group_mail.lead"));
        write_form(html, frame, {Url::local("/mail/group"), words("pages.by_mail.change_button")}, {}, [&](Html& form) {
            write_hidden(form, "token", token);
            write_rhythms(form, words, rhythms, chosen);
        });
        write_form(html, frame, {Url::local("/mail/group"), words("pages.group_mail.never"), "second"}, {},
                   [&](Html& form) { write_hidden(form, "token", token); });
    });
}

net::Response ended(Visit& visit)
{
    return form_response(
        visit, note_page(visit, "pages.by_mail.ended", "pages.group_mail.ended_help", "/", "pages.error.to_front_page"));
}

net::Response shown(Visit& visit, const community::DigestChoice& choice, std::string_view note)
{
    std::string name;
    auto rhythm = visit.site.database.read([&](db::Reader& reader) {
        if (auto group = social::find_account(reader, choice.group)) name = social::shown_name(*group);
        return community::digest_rhythm(reader, choice);
    });
    return rhythm ? form_response(visit, digest_page(visit, name, *rhythm, note)) : ended(visit);
}

}  // namespace

net::Response show_group_digest(Visit& visit)
{
    auto choice = community::digest_in(visit.site.mail_key, token_of(visit));
    if (!choice) return error_response(visit, 404);
    ensure_form_key(visit);
    return shown(visit, *choice, {});
}

// Without a rhythm: none any more. Twice is once.
net::Response change_group_digest(Visit& visit)
{
    auto choice = community::digest_in(visit.site.mail_key, token_of(visit));
    if (!choice) return error_response(visit, 404);
    auto rhythm = social::parse_rhythm(visit.form_field("rhythm"));
    auto changed = visit.site.database.write([&](db::Transaction& tx) -> Result<void> {
        // What was ended is begun again in the group alone: an old mail is no way back in.
        if (!community::digest_rhythm(tx, *choice)) return {};
        return community::choose_digest(tx, *choice, rhythm, visit.now);
    });
    if (!changed && changed.error().code == ErrorCode::Invalid) return error_response(visit, 400);
    return shown(visit, *choice, "pages.by_mail.changed");
}

}  // namespace favilla::pages
