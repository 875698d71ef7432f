// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/forms.h"

#include <algorithm>

namespace favilla::pages {

namespace {

const Problem* problem_of(const Problems& problems, std::string_view field)
{
    auto found = std::ranges::find(problems, field, &Problem::field);
    return found == problems.end() ? nullptr : &*found;
}

std::optional<std::string_view> unless_empty(std::string_view text) { return text.empty() ? std::nullopt : std::optional{text}; }

// The cursor stands where something has to be mended, else where the form begins.
bool has_cursor(const Field& field, const Problems& problems)
{
    auto of_a_field = std::ranges::find_if(problems, [](const Problem& problem) { return !problem.field.empty(); });
    return of_a_field == problems.end() ? field.focus : of_a_field->field == field.name;
}

void write_input(Html& html, const Field& field, std::string_view described_by, const Problems& problems)
{
    auto invalid = problem_of(problems, field.name) != nullptr;
    auto focus = has_cursor(field, problems);
    auto id = "field-" + std::string{field.name};
    auto max_length = field.max_length == 0 ? std::string{} : std::to_string(field.max_length);
    auto wrong = invalid ? std::optional<std::string_view>{"true"} : std::nullopt;
    if (field.type == "textarea") {
        html.element("textarea",
                     {{"id", id},
                      {"name", field.name},
                      {"rows", 4},
                      {"required", field.required},
                      {"maxlength", unless_empty(max_length)},
                      {"autofocus", focus},
                      {"aria-describedby", unless_empty(described_by)},
                      {"aria-invalid", wrong}},
                     field.value);
        return;
    }
    auto typed_letters_stay =
        field.type == "password" || field.autocomplete == "username" ? std::optional<std::string_view>{"none"} : std::nullopt;
    html.void_element("input", {{"id", id},
                                {"name", field.name},
                                {"type", field.type},
                                {"autocomplete", field.autocomplete},
                                {"inputmode", unless_empty(field.input_mode)},
                                {"value", field.type == "password" ? std::nullopt : unless_empty(field.value)},
                                {"required", field.required},
                                {"maxlength", unless_empty(max_length)},
                                {"autocapitalize", typed_letters_stay},
                                {"autofocus", focus},
                                {"aria-describedby", unless_empty(described_by)},
                                {"aria-invalid", wrong}});
}

}  // namespace

void write_hidden(Html& html, std::string_view name, std::string_view value)
{
    html.void_element("input", {{"type", "hidden"}, {"name", name}, {"value", value}});
}

void write_form(Html& html, const Frame& frame, const FormHead& head, const Problems& problems,
                const std::function<void(Html&)>& fields)
{
    for (const auto& problem : problems)
        if (problem.field.empty()) html.element("p", {{"class", "problems"}, {"role", "alert"}}, problem.sentence);
    html.element("form", {{"class", "stack"}, {"method", "post"}, {"action", head.action}}, [&] {
        write_hidden(html, "form_token", frame.form_token);
        fields(html);
        if (!head.button.empty()) html.element("button", {{"type", "submit"}, {"class", head.button_class}}, head.button);
    });
}

void write_field(Html& html, const Words& words, const Field& field, const Problems& problems)
{
    auto name = std::string{field.name};
    auto problem = problem_of(problems, field.name);
    std::string described_by;
    if (problem) described_by += "problem-" + name;
    if (!field.hint.empty()) described_by += (described_by.empty() ? "hint-" : " hint-") + name;
    html.element("div", {{"class", "field"}}, [&] {
        html.element("label", {{"for", "field-" + name}}, [&] {
            html.text(field.label);
            if (!field.required) html.element("span", {{"class", "hint"}}, " " + words("pages.optional"));
        });
        if (problem) html.element("p", {{"class", "problem"}, {"id", "problem-" + name}}, problem->sentence);
        if (field.suffix.empty())
            write_input(html, field, described_by, problems);
        else
            html.element("div", {{"class", "affix"}}, [&] {
                write_input(html, field, described_by, problems);
                html.element("span", {{"class", "soft"}}, field.suffix);
            });
        if (!field.hint.empty()) html.element("p", {{"class", "hint"}, {"id", "hint-" + name}}, field.hint);
    });
}

void write_checkbox(Html& html, std::string_view name, bool checked, const Problems& problems,
                    const std::function<void(Html&)>& label)
{
    auto id = "field-" + std::string{name}, problem_id = "problem-" + std::string{name};
    auto problem = problem_of(problems, name);
    auto described_by = problem ? std::optional<std::string_view>{problem_id} : std::nullopt;
    html.element("div", {{"class", "check"}}, [&] {
        html.void_element("input", {{"type", "checkbox"},
                                    {"id", id},
                                    {"name", name},
                                    {"value", "1"},
                                    {"checked", checked},
                                    {"required", true},
                                    {"aria-describedby", described_by},
                                    {"aria-invalid", problem ? std::optional<std::string_view>{"true"} : std::nullopt}});
        html.element("label", {{"for", id}}, [&] { label(html); });
        if (problem) html.element("p", {{"class", "problem"}, {"id", problem_id}}, problem->sentence);
    });
}

PageHead form_head(const Frame& frame, std::string title, const Problems& problems)
{
    return {.title = problems.empty() ? std::move(title) : frame.words("pages.title_with_problems", {{"title", title}}),
            .indexed = false,
            .width = "form"};
}

std::string note_page(const Visit& visit, std::string_view title, std::string_view text, std::string_view link_path,
                      std::string_view link_words)
{
    auto frame = frame_of(visit);
    const auto& words = frame.words;
    return page(frame, form_head(frame, words(title), {}), [&](Html& html) {
        html.element("h1", words(title));
        html.element("p", {{"class", "lead"}}, words(text));
        html.element("ul", {{"class", "ways-on"}},
                     [&] { html.element("li", [&] { html.link(Url::local(link_path), {}, words(link_words)); }); });
    });
}

std::string mail_sent_page(const Visit& visit)
{
    if (!visit.site.sends_mail)
        return note_page(visit, "pages.mail_kept", "pages.mail_kept_help", "/auth/sign_in", "pages.sign_in");
    return note_page(visit, "pages.mail_sent", "pages.mail_sent_help", "/auth/sign_in", "pages.sign_in");
}

}  // namespace favilla::pages
