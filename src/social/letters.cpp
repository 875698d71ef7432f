// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/letters.h"

#include "base/crypto.h"
#include "base/html.h"
#include "social/accounts.h"
#include "social/mail_parts.h"

namespace favilla::social {

std::optional<User> find_letter_reader(db::Reader& reader, AccountId person)
{
    auto user = find_user(reader, person);
    auto account = find_account(reader, person);
    bool is_here = user && account && account->is_known() && !account->suspended_at && user->confirmed_at && !user->disabled_at;
    return is_here ? user : std::nullopt;
}

std::string letter_link(const MailKey& key, std::string_view kind, std::int64_t about, AccountId person)
{
    return key.link_of(kind, std::to_string(about) + "-" + to_string(person));
}

std::optional<LetterLink> letter_link_in(const MailKey& key, std::string_view kind, std::string_view link)
{
    auto what = key.what_in(kind, link);
    if (!what) return std::nullopt;
    auto about = parse_id<AccountId>(what->substr(0, what->find('-')));
    auto person = parse_id<AccountId>(what->substr(what->find('-') + 1));
    if (!about || !person) return std::nullopt;
    return LetterLink{about->value, *person};
}

void LetterText::head(std::string_view words)
{
    text_.append(words).append("\n\n");
    html_ += "<h2>" + escape_text(words) + "</h2>\n";
}

void LetterText::paragraph(std::string_view words)
{
    text_.append(words).append("\n\n");
    html_ += mail_paragraph(words);
}

void LetterText::link(std::string_view to, std::string_view words)
{
    text_.append(words).append(":\n").append(to).append("\n\n");
    html_ += "<p>" + mail_link(to, words) + "</p>\n";
}

void LetterText::foot(std::string_view why, std::string_view end, std::string_view way_out)
{
    text_.append("-- \n").append(why).append("\n").append(end).append(":\n").append(way_out).append("\n");
    html_ += mail_small_paragraph(escape_text(why) + "<br>" + mail_link(way_out, end));
}

Mail letter_mail(const LetterHead& head, const LetterText& text, std::string_view language, const Domain& domain,
                 std::string_view from, Time now)
{
    auto host = mail_host(domain.name);
    return Mail{.to = head.to,
                .from = mail_sender(from, host),
                .from_name = head.from_name + " · " + domain.title,
                .subject = head.subject,
                .text = text.text(),
                .html = mail_document(language, head.subject, text.html()),
                .message_id = to_hex(sha256(head.same_for)).substr(0, 40) + "@" + host,
                .date = now,
                .headers = {{"List-Id", "<" + head.list + "." + host + ">"},
                            {"List-Unsubscribe", "<" + head.way_out + ">"},
                            {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                            {"Precedence", "list"}}};
}

void send_letter(const Postman& postman, const Mail& mail, const std::function<void(db::Transaction&)>& end)
{
    auto sent = send_mail(postman.smtp, mail);
    if (sent) return;
    postman.note(sent.error().codes());
    if (sent.error().is_unknown_mailbox()) postman.database.write(end);
}

}  // namespace favilla::social
