// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/forms.h — forms that keep what was typed and say what is wrong beside the field it is about.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pages/html.h"
#include "pages/layout.h"
#include "pages/visit.h"

namespace favilla::pages {

struct Problem {
    std::string field;  // empty: of the form as a whole
    std::string sentence;
};

using Problems = std::vector<Problem>;

struct Field {
    std::string_view name;
    std::string label;
    std::string_view type = "text";         // text, email, password, textarea
    std::string_view autocomplete = "off";  // for password managers: username, current-password, …
    std::string_view input_mode = {};       // the keyboard of a phone: numeric
    std::string value;                      // as typed before; a password is never written back
    std::string hint;
    std::string suffix;  // stands behind the field: "@example.org"
    std::size_t max_length = 0;
    bool required = true;
    bool focus = false;  // where the cursor stands when the page opens
};

struct FormHead {
    Url action = Url::local("/");
    std::string button;
    std::optional<std::string_view> button_class = {};  // "second": where another is the usual way on
};

// A form by POST with its token; problems of the whole form, and how many there are of fields, stand above it.
void write_form(Html&, const Frame&, const FormHead&, const Problems&, const std::function<void(Html&)>& fields);
void write_field(Html&, const Words&, const Field&, const Problems&);
void write_checkbox(Html&, std::string_view name, bool checked, const Problems&, const std::function<void(Html&)>& label);
void write_hidden(Html&, std::string_view name, std::string_view value);

// A page with one form on it; its title says when something has to be mended.
PageHead form_head(const Frame&, std::string title, const Problems&);
// A page that says what came of a form, and one way on. Title, text and the link's words are keys of locale/.
std::string note_page(const Visit&, std::string_view title, std::string_view text, std::string_view link_path,
                      std::string_view link_words);
// That a mail is on its way, or kept in a file where none can be sent; whether there is anybody at the address it does not say.
std::string mail_sent_page(const Visit&);

}  // namespace favilla::pages
