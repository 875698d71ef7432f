// SPDX-License-Identifier: AGPL-3.0-or-later
// Short links: /s/CODE leads where the link was made to lead and nowhere else; /s/CODE+ says where that is before anybody goes. An open
// call says who calls, and what ties them, on a page of its own before it leads on.
#include "analytics/link_clicks.h"
#include "integrity/disclosures.h"
#include "pages/browser.h"
#include "pages/handlers.h"
#include "pages/post_html.h"

namespace favilla::pages {

namespace {

struct Tie {
    std::string_view key;
    social::Account page;
};

struct LinkView {
    analytics::ShortLink link;
    social::Account owner;
    std::vector<Tie> ties;
};

std::string shown_name(const social::Account& account)
{
    return account.display_name.empty() ? account.username : account.display_name;
}

bool is_gone(const social::Account& owner) { return owner.suspended_at || owner.deleted_at; }
bool is_on(const LinkView& view) { return !view.link.ended_at && !is_gone(view.owner); }

std::vector<Tie> ties_of(db::Reader& reader, AccountId owner)
{
    std::vector<Tie> ties;
    auto add = [&](std::string_view key, AccountId page) {
        if (auto account = social::find_account(reader, page); account && account->is_known()) ties.push_back({key, *account});
    };
    for (auto page : integrity::teams_of(reader, owner)) add("pages.link.tie.team", page);
    for (const auto& told : integrity::holding_disclosures(reader, owner)) {
        switch (told.relation) {
        case integrity::Relation::WorksFor: add("pages.link.tie.works_for", told.page); break;
        case integrity::Relation::PaidBy: add("pages.link.tie.paid_by", told.page); break;
        case integrity::Relation::RelatedTo: add("pages.link.tie.related_to", told.page); break;
        }
    }
    return ties;
}

// A link that the house did not sign is none.
std::optional<LinkView> find_link(const Visit& visit, std::string_view code)
{
    return visit.site.database.read([&](db::Reader& reader) -> std::optional<LinkView> {
        auto link = analytics::find_short_link(reader, visit.domain.id, code);
        if (!link || !visit.site.link_key.vouches_for(*link)) return std::nullopt;
        auto owner = social::find_account(reader, link->owner);
        if (!owner) return std::nullopt;
        LinkView view{.link = std::move(*link), .owner = std::move(*owner), .ties = {}};
        if (view.link.purpose == analytics::LinkPurpose::Invite) view.ties = ties_of(reader, view.link.owner);
        return view;
    });
}

// What was switched off is said and not led to.
void write_target(Html& html, const LinkView& view)
{
    if (!is_on(view)) return html.element("p", {{"class", "address"}}, view.link.target);
    html.element("ul", {{"class", "ways-on"}}, [&] {
        html.element("li", {{"class", "address"}},
                     [&] { html.link(Url::foreign(view.link.target), {{"rel", "nofollow noopener"}}, view.link.target); });
    });
}

void write_maker(Html& html, const Words& words, const LinkView& view)
{
    html.element("p", [&] {
        html.text(words("pages.link.made_by") + " ");
        if (is_gone(view.owner))
            html.text("@" + view.owner.username);
        else
            html.link(Url::local("/@" + view.owner.username), {}, shown_name(view.owner));
        html.text(", ");
        write_time(html, words, view.link.created_at);
    });
}

void write_ties(Html& html, const Words& words, const LinkView& view)
{
    if (view.owner.kind == social::AccountKind::Page) {
        html.element("p", words("pages.link.tie.page", {{"name", shown_name(view.owner)}}));
        return;
    }
    if (view.ties.empty()) {
        html.element("p", words("pages.link.tie.none", {{"name", shown_name(view.owner)}}));
        return;
    }
    html.element("ul", [&] {
        for (const auto& tie : view.ties)
            html.element("li", words(tie.key, {{"name", shown_name(view.owner)}, {"page", shown_name(tie.page)}}));
    });
}

void write_counted(Html& html, const Words& words)
{
    html.element("p", {{"class", "soft"}}, [&] {
        html.text(words("pages.link.counted") + " ");
        html.link(Url::local("/about/methods/links"), {}, words("pages.link.method"));
    });
}

net::Response shown(Visit& visit, const std::string& title, int status, const std::function<void(Html&)>& body)
{
    auto html = page(frame_of(visit), {.title = title, .indexed = false, .width = "form"}, body);
    return form_response(visit, std::move(html), status);
}

net::Response show_where(Visit& visit, const LinkView& view)
{
    auto words = visit.words();
    return shown(visit, words("pages.link.title"), 200, [&](Html& html) {
        html.element("h1", words("pages.link.title"));
        html.element("p", {{"class", "lead"}}, words(is_on(view) ? "pages.link.leads_to" : "pages.link.led_to"));
        write_target(html, view);
        write_maker(html, words, view);
        if (view.link.purpose == analytics::LinkPurpose::Invite) {
            html.element("p", words("pages.link.is_invite"));
            write_ties(html, words, view);
        }
        write_counted(html, words);
    });
}

net::Response show_call(Visit& visit, const LinkView& view)
{
    auto words = visit.words();
    return shown(visit, words("pages.link.invite.title"), 200, [&](Html& html) {
        html.element("h1", words("pages.link.invite.heading", {{"name", shown_name(view.owner)}}));
        html.element("p", {{"class", "lead"}}, words("pages.link.invite.lead"));
        write_ties(html, words, view);
        html.element("p", {{"class", "address"}}, view.link.target);
        html.element("p", [&] {
            html.link(Url::local("/s/" + view.link.code).with("go", "1"), {{"class", "button"}, {"rel", "nofollow"}},
                      words("pages.link.invite.go"));
        });
        write_counted(html, words);
    });
}

net::Response show_ended(Visit& visit)
{
    auto words = visit.words();
    return shown(visit, words("pages.link.ended"), 410, [&](Html& html) {
        html.element("h1", words("pages.link.ended"));
        html.element("p", {{"class", "lead"}}, words("pages.link.ended.help"));
        html.element("p", [&] { html.link(Url::local("/"), {}, words("pages.error.to_front_page")); });
    });
}

void count(const Visit& visit, const LinkView& view)
{
    const auto& request = visit.request;
    auto by = visit.member ? std::optional{visit.member->account} : std::nullopt;
    visit.site.link_clicks.take({.link = view.link.id,
                                 .method = net::method_name(request.method),
                                 .address = request.client_address,
                                 .agent = request.header("User-Agent"),
                                 .purpose = request.header("Sec-Purpose"),
                                 .is_unwanted = request.header("DNT") == "1" || request.header("Sec-GPC") == "1",
                                 .is_own = by && (*by == view.link.owner || *by == view.link.made_by)});
}

// The site may know whence they came: what stands in front of this address is asked no other policy than browsers have.
net::Response lead_on(const LinkView& view)
{
    auto response = net::redirect(302, view.link.target);
    response.set_header("Cache-Control", "no-store");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("X-Robots-Tag", "noindex");
    return response;
}

}  // namespace

net::Response follow_short_link(Visit& visit)
{
    auto code = visit.request.param("code");
    bool only_shows = code.ends_with('+');
    if (only_shows) code.remove_suffix(1);
    auto view = find_link(visit, code);
    if (!view) return error_response(visit, 404);
    if (only_shows) return show_where(visit, *view);
    if (!is_on(*view)) return show_ended(visit);
    if (view->link.purpose == analytics::LinkPurpose::Invite && visit.query_field("go") != "1") return show_call(visit, *view);
    count(visit, *view);
    return lead_on(*view);
}

}  // namespace favilla::pages
