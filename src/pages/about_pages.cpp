// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/post_html.h"
#include "pages/public_pages.h"
#include "social/domains.h"
#include "social/net_tags.h"

namespace favilla::pages {

namespace {

void write_rules(Html& html, const Words& words, const OrganisationView& organisation)
{
    if (organisation.rules.empty()) {
        html.element("p", {{"class", "soft"}}, words("pages.no_rules"));
        return;
    }
    html.element("ol", {{"class", "rules"}}, [&] {
        for (const auto& rule : organisation.rules) html.element("li", social::words_of(rule, words.tag()).text);
    });
}

void write_contact(Html& html, const Words& words, const OrganisationView& organisation)
{
    if (!organisation.contact && organisation.contact_email.empty()) return;
    html.element("section", {{"aria-labelledby", "contact"}}, [&] {
        html.element("h2", {{"id", "contact"}}, words("pages.contact"));
        if (organisation.contact)
            html.element("p", [&] {
                html.link(organisation.contact->profile, {{"class", "who"}}, [&] {
                    write_avatar(html, *organisation.contact);
                    html.element("span", {{"class", "names"}}, [&] {
                        html.element("bdi", {{"class", "name"}}, organisation.contact->name);
                        html.text(" ");
                        html.element("span", {{"class", "handle"}}, organisation.contact->handle);
                    });
                });
            });
        if (!organisation.contact_email.empty())
            html.element("p", [&] { html.link(Url::mail(organisation.contact_email), {}, organisation.contact_email); });
    });
}

constexpr std::string_view terms_path = "/terms-of-service";

// Days are shown as they stand in addresses: a version is known by its day.
void write_terms_dates(Html& html, const Words& words, const social::Terms& shown)
{
    html.element("p", {{"class", "lead"}},
                 words(shown.holds ? "pages.terms.hold" : "pages.terms.will_hold", {{"date", shown.holds_from}}));
    if (shown.succeeded_by)
        html.element("p", [&] {
            html.link(Url::local(std::string{terms_path} + "/" + *shown.succeeded_by), {},
                      words("pages.terms.succeeded", {{"date", *shown.succeeded_by}}));
        });
}

void write_versions(Html& html, const Words& words, const std::vector<social::Terms>& versions)
{
    if (versions.size() < 2) return;
    html.element("section", {{"aria-labelledby", "versions"}}, [&] {
        html.element("h2", {{"id", "versions"}}, words("pages.terms.versions"));
        html.element("ul", [&] {
            for (const auto& version : versions)
                html.element("li", [&] {
                    html.link(Url::local(std::string{terms_path} + "/" + version.holds_from), {}, version.holds_from);
                });
        });
    });
}

PageHead head_of(const Frame& frame, std::string title, std::string_view path, std::string description = {})
{
    return {.title = std::move(title), .description = std::move(description), .canonical = frame.origin + std::string{path}};
}

}  // namespace

std::string about_page(const Frame& frame, const OrganisationView& organisation)
{
    const auto& words = frame.words;
    return page(frame, head_of(frame, words("pages.about"), "/about", organisation.description), [&](Html& html) {
        html.element("h1", words("pages.about_title",
                                 {{"organisation", organisation.name.empty() ? organisation.host : organisation.name}}));
        if (!organisation.description.empty()) html.element("p", {{"class", "lead"}}, organisation.description);
        if (!organisation.about.text.empty())
            html.element("div", {{"class", "words prose"}}, [&] { html.safe(organisation.about); });
        if (organisation.has_figures)
            html.element("p", [&] { html.link(Url::local("/about/figures"), {}, words("pages.figures.of_house")); });
        write_contact(html, words, organisation);
        html.element("section", {{"aria-labelledby", "rules"}}, [&] {
            html.element("h2", {{"id", "rules"}}, words("pages.rules"));
            write_rules(html, words, organisation);
        });
        if (organisation.has_terms)
            html.element("p", [&] { html.link(Url::local(std::string{terms_path}), {}, words("pages.terms")); });
        html.element("section", {{"aria-labelledby", "software"}}, [&] {
            html.element("h2", {{"id", "software"}}, words("pages.software.title"));
            html.element("p", words("pages.software.what"));
        });
    });
}

std::string rules_page(const Frame& frame, const OrganisationView& organisation)
{
    const auto& words = frame.words;
    return page(frame, head_of(frame, words("pages.rules"), "/about/rules"), [&](Html& html) {
        html.element("h1", words("pages.rules_title"));
        html.element("p", {{"class", "lead"}}, words("pages.rules_lead"));
        write_rules(html, words, organisation);
    });
}

std::string terms_page(const Frame& frame, const std::vector<social::Terms>& versions, const social::Terms& shown)
{
    const auto& words = frame.words;
    auto path = std::string{terms_path} + "/" + shown.holds_from;
    return page(frame, head_of(frame, words("pages.terms"), path), [&](Html& html) {
        html.element("h1", words("pages.terms"));
        write_terms_dates(html, words, shown);
        html.element("div", {{"class", "words prose"}}, [&] { html.safe(SafeHtml{shown.html}); });
        write_versions(html, words, versions);
    });
}

std::string privacy_page(const Frame& frame, const OrganisationView& organisation)
{
    const auto& words = frame.words;
    return page(frame, head_of(frame, words("pages.privacy"), "/privacy-policy"), [&](Html& html) {
        html.element("h1", words("pages.privacy_title"));
        if (!organisation.privacy.text.empty())
            html.element("div", {{"class", "words prose"}}, [&] { html.safe(organisation.privacy); });
        html.element("section", {{"class", "prose"}, {"aria-labelledby", "software"}}, [&] {
            html.element("h2", {{"id", "software"}}, words("pages.privacy.program_title"));
            for (auto key : social::privacy_sentences) html.element("p", words(key));
            if (organisation.keeps_net_tags) html.element("p", words(social::net_tags_sentence));
        });
    });
}

}  // namespace favilla::pages
