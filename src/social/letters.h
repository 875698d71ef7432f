// SPDX-License-Identifier: AGPL-3.0-or-later
// social/letters.h — what the letters that people choose have in common (a report of a month, of a week, an alert, a digest): who may be
// written to, a text in both forms, the link that ends it, and what becomes of one that nobody takes.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/locale.h"
#include "base/time.h"
#include "db/database.h"
#include "social/domains.h"
#include "social/mail.h"
#include "social/mail_key.h"
#include "social/postman.h"
#include "social/users.h"

namespace favilla::social {

// Who has an address that is theirs, and is here.
std::optional<User> find_letter_reader(db::Reader&, AccountId);

// The link by which a letter is answered: whoever has it may end this one, and nothing else. The kind keeps letters apart.
std::string letter_link(const MailKey&, std::string_view kind, std::int64_t about, AccountId person);
struct LetterLink {
    std::int64_t about = 0;  // a page, a group, a query
    AccountId person;
};
std::optional<LetterLink> letter_link_in(const MailKey&, std::string_view kind, std::string_view link);  // none: not made here

// Lines of text and the same as HTML, written side by side. Words are escaped here.
class LetterText {
public:
    void head(std::string_view words);
    void paragraph(std::string_view words);
    void link(std::string_view to, std::string_view words);
    void foot(std::string_view why, std::string_view end, std::string_view way_out);  // why it came, and how to have no more

    const std::string& text() const { return text_; }
    const std::string& html() const { return html_; }  // the inside of a document

private:
    std::string text_, html_;
};

struct LetterHead {
    std::string to;
    std::string from_name;  // who it is about
    std::string subject;
    std::string list;      // what stands before the host in the List-Id
    std::string way_out;   // the whole address
    std::string same_for;  // the same for the same news: what a crash sends twice, mail programs show once
};
// With what RFC 2369, 2919 and 8058 ask of a list.
Mail letter_mail(const LetterHead&, const LetterText&, std::string_view language, const Domain&, std::string_view from, Time now);

// What cannot be delivered is noted; where there is no such mailbox, `end` is called.
void send_letter(const Postman&, const Mail&, const std::function<void(db::Transaction&)>& end);

}  // namespace favilla::social
