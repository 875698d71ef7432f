// SPDX-License-Identifier: AGPL-3.0-or-later
// Who deleted their account signs in once more while there is a way back: they are asked whether they come back, and let in for nothing else.
// That they are who they are stands in the form, for ten minutes and for this browser.
#include "base/crypto.h"
#include "pages/browser.h"
#include "pages/forms.h"
#include "pages/handlers.h"
#include "pages/sign_in.h"
#include "social/factor_key.h"
#include "social/grace.h"
#include "social/sign_in.h"

namespace favilla::pages {

namespace {

constexpr Duration answer_lasts = minutes(10);

std::string bound_to(const Visit& visit, const social::Grace& grace)
{
    return "come back " + to_string(grace.account) + " " + std::to_string(grace.asked_at.milliseconds) + " " + visit.form_key;
}

bool is_proven(const Visit& visit, const social::Grace& grace)
{
    auto proof = from_base64url(visit.form_field("proof"));
    auto made = proof ? visit.site.factor_key.challenge_made(*proof, bound_to(visit, grace)) : std::nullopt;
    return made && *made <= visit.now && visit.now < *made + answer_lasts;
}

}  // namespace

net::Response ask_to_come_back(Visit& visit, const social::Grace& grace, std::string_view return_to)
{
    ensure_form_key(visit);
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    auto proof = to_base64url(visit.site.factor_key.challenge(bound_to(visit, grace), visit.now));
    auto html = page(frame, form_head(frame, words("pages.come_back"), {}), [&](Html& out) {
        out.element("h1", words("pages.come_back"));
        out.element("p", {{"class", "lead"}}, words("pages.come_back_lead", {{"until", iso_date(grace.until)}}));
        write_form(out, frame, {Url::local("/auth/come_back"), words("pages.come_back_act")}, {}, [&](Html& form) {
            write_hidden(form, "account", to_string(grace.account));
            write_hidden(form, "proof", proof);
            write_hidden(form, "return_to", return_to);
        });
        out.element("ul", {{"class", "aside-links"}},
                    [&] { out.element("li", [&] { out.link(Url::local("/"), {}, words("pages.come_back_not")); }); });
    });
    return form_response(visit, std::move(html));
}

net::Response come_back(Visit& visit)
{
    auto return_to = local_path(visit.form_field("return_to"));
    auto account = parse_id<AccountId>(visit.form_field("account"));
    auto came = visit.site.database.write([&](db::Transaction& tx) -> Result<void> {
        auto grace = account ? social::grace_of(tx, *account) : std::nullopt;
        auto owner = account ? social::find_account(tx, *account) : std::nullopt;
        if (!grace || !owner || owner->domain != visit.domain.id || !is_proven(visit, *grace))
            return refuse(ErrorCode::Gone, "leaving.sign_in_again");
        CHECKED(social::check_may_sign_in(tx, *account));
        return social::come_back(tx, *account, visit.now);
    });
    return came ? let_in(visit, *account, return_to) : refuse_sign_in(visit, came.error(), "", return_to);
}

}  // namespace favilla::pages
