// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/device.h"

#include "net/rate_limit.h"
#include "pages/consent.h"
#include "pages/error_page.h"
#include "pages/forms.h"
#include "social/device_requests.h"

namespace favilla::pages {

namespace {

// The device's own address may hold its code (verification_uri_complete): it is in the field, and looked at only when it is sent.
net::Response code_response(Visit& visit, std::string_view typed, const Problems& problems, int status = 200)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto html = page(frame, form_head(frame, words("pages.device"), problems), [&](Html& out) {
        out.element("h1", words("pages.device"));
        out.element("p", {{"class", "lead"}}, words("pages.device_lead"));
        write_form(out, frame, {Url::local("/device"), words("pages.device_go_on")}, problems, [&](Html& form) {
            write_field(form, words,
                        {.name = "user_code",
                         .label = words("pages.device_code"),
                         .value = std::string{typed.substr(0, 20)},
                         .hint = words("pages.device_code_hint"),
                         .max_length = 20,
                         .focus = true},
                        problems);
            form.element("p", {{"class", "soft"}}, words("pages.device_warning"));
        });
    });
    return form_response(visit, std::move(html), status);
}

net::Response refuse_code(Visit& visit, const Error& error)
{
    auto status = error.code == ErrorCode::NotFound ? 422 : http_status(error.code);
    return code_response(visit, visit.form_field("user_code"), {{"user_code", visit.words().error(error)}}, status);
}

std::string device_page(const Visit& visit, const social::DeviceRequest& asked)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    const auto& name = asked.application.name;
    return page(frame, form_head(frame, words("pages.authorize_title", {{"application", name}}), {}), [&](Html& html) {
        html.element("h1", words("pages.authorize_title", {{"application", name}}));
        if (asked.application.website)
            html.element("p", {{"class", "meta"}}, [&] {
                html.link(Url::foreign(*asked.application.website), {{"rel", "noopener noreferrer"}}, *asked.application.website);
            });
        html.element("p", {{"class", "lead"}},
                     words("pages.authorize_lead", {{"application", name}, {"account", "@" + visit.member->username}}));
        write_scopes(html, words, asked.scopes);
        write_form(html, frame, {Url::local("/device/answer"), ""}, {}, [&](Html& form) {
            write_hidden(form, "user_code", asked.user_code);
            form.element("p", words("pages.device_same_code"));
            form.element("p", {{"class", "code"}, {"id", "code"}}, asked.user_code);
            form.element("p", words("pages.device_warning"));
            write_voices(form, visit);
            write_decision(form, words);
        });
        html.element("p", {{"class", "aside-links"}}, [&] {
            html.link(Url::local("/auth/sign_in").with("return_to", "/device"), {}, words("pages.authorize_other_account"));
        });
    });
}

Result<void> count_code(const Visit& visit)
{
    if (!visit.site.throttled) return {};
    return social::count_user_code(visit.site.limiter, visit.member->account, net::address_key(visit.request.client_address),
                                   visit.now);
}

Result<social::DeviceRequest> find_request(const Visit& visit)
{
    CHECKED(count_code(visit));
    return visit.site.database.read([&](db::Reader& reader) {
        return social::find_device_request(reader, visit.domain.id, visit.form_field("user_code"), visit.now);
    });
}

Result<void> decide(const Visit& visit)
{
    CHECKED(count_code(visit));
    auto code = visit.form_field("user_code");
    return visit.site.database.write([&](db::Transaction& tx) -> Result<void> {
        if (visit.form_field("decision") != "allow") return social::refuse_device(tx, visit.domain.id, code, visit.now);
        TRY(auto voice, chosen_voice(tx, visit));
        return social::allow_device(tx, visit.domain.id, code, visit.member->account, voice, visit.now);
    });
}

}  // namespace

net::Response ask_for_user_code(Visit& visit)
{
    if (!visit.member) return see_other(Url::local("/auth/sign_in").with("return_to", visit.request.target).text());
    return code_response(visit, visit.query_field("user_code"), {});
}

net::Response show_device(Visit& visit)
{
    if (!visit.member) return error_response(visit, 403);
    auto asked = find_request(visit);
    if (!asked) return refuse_code(visit, asked.error());
    return form_response(visit, device_page(visit, *asked));
}

net::Response answer_device(Visit& visit)
{
    if (!visit.member) return error_response(visit, 403);
    if (auto decided = decide(visit); !decided) return refuse_code(visit, decided.error());
    if (visit.form_field("decision") == "allow")
        return form_response(visit, note_page(visit, "pages.device_allowed", "pages.device_allowed_text",
                                              "/app/settings/sessions", "pages.device_sessions"));
    return form_response(visit,
                         note_page(visit, "pages.device_refused", "pages.device_refused_text", "/", "pages.error.to_front_page"));
}

}  // namespace favilla::pages
