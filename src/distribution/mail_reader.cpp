// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_reader.h"

#include <algorithm>
#include <memory>
#include <mutex>

#include <gmime/gmime.h>

#include "base/html.h"
#include "base/text.h"
#include "base/trimmed.h"

namespace favilla::distribution {

namespace {

constexpr int deepest = 20;      // parts within parts
constexpr int most_parts = 200;  // that are looked at
constexpr std::size_t longest_header = 500;
constexpr std::size_t most_references = 10;
constexpr std::size_t longest_part = 2 * 1024 * 1024;  // of text that is read

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <class Object>
using Held = std::unique_ptr<Object, Unref>;

void initialise()
{
    static std::once_flag once;
    std::call_once(once, [] { g_mime_init(); });
}

// Valid UTF-8 without what moves a cursor or hides; line breaks and tabs stay.
std::string plain(std::string_view text, std::size_t most)
{
    std::string out;
    while (!text.empty() && out.size() < most) {
        auto [character, length] = decode_utf8(text);
        text.remove_prefix(length);
        bool is_control = (character < ' ' && character != '\n' && character != '\t') || (character >= 0x7f && character < 0xa0);
        // Marks that turn the direction of what follows could make one address look like another.
        bool turns = (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
        if (!is_control && !turns) append_utf8(out, character);
    }
    return out;
}

std::string one_line(const char* text, std::size_t most = longest_header)
{
    auto out = plain(text ? text : "", most);
    std::ranges::replace(out, '\n', ' ');
    std::ranges::replace(out, '\t', ' ');
    return std::string{trimmed(out)};
}

std::string header(GMimeObject* object, const char* name) { return one_line(g_mime_object_get_header(object, name)); }

// What stands between angle brackets, of characters that stand there.
std::string identifier(const char* text)
{
    std::string out;
    for (unsigned char c : std::string_view{text ? text : ""})
        if (c > ' ' && c < 0x7f && c != '<' && c != '>') out += static_cast<char>(c);
    return out.size() <= 250 ? out : std::string{};
}

std::string content_of(GMimePart* part)
{
    auto* content = g_mime_part_get_content(part);
    if (!content) return {};
    Held<GMimeStream> stream{g_mime_stream_mem_new()};
    if (g_mime_data_wrapper_write_to_stream(content, stream.get()) < 0) return {};
    auto* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), std::min<std::size_t>(bytes->len, longest_part)};
}

// In its charset; what says none, or lies, is taken for UTF-8, else for Latin 1, of which every byte is a character.
std::string text_of(GMimePart* part)
{
    auto bytes = content_of(part);
    const auto* charset = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
    auto name = charset ? lower_ascii(charset) : std::string{};
    bool is_utf8 = name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii";
    if (is_utf8 && is_valid_utf8(bytes)) return bytes;
    auto converter = g_mime_iconv_open("UTF-8", is_utf8 ? "ISO-8859-1" : name.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1)) converter = g_mime_iconv_open("UTF-8", "ISO-8859-1");
    auto* converted = g_mime_iconv_strndup(converter, bytes.data(), bytes.size());
    g_mime_iconv_close(converter);
    std::string text = converted ? converted : "";
    g_free(converted);
    return text;
}

struct Parts {
    std::string text, html;
    std::vector<std::string> attachments;
    std::string report;  // message/delivery-status
    int seen = 0;
};

void look_at(Parts& found, GMimePart* part)
{
    auto* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    const auto* disposition = g_mime_object_get_disposition(GMIME_OBJECT(part));
    bool attached = disposition && lower_ascii(disposition) == "attachment";
    if (g_mime_content_type_is_type(type, "message", "delivery-status")) {
        if (found.report.empty()) found.report = content_of(part);
        return;
    }
    if (!attached && g_mime_content_type_is_type(type, "text", "plain")) {
        if (!found.text.empty()) found.text += "\n";
        if (found.text.size() < longest_part) found.text += text_of(part);
        return;
    }
    if (!attached && g_mime_content_type_is_type(type, "text", "html")) {
        if (found.html.size() < longest_part) found.html += text_of(part);
        return;
    }
    found.attachments.push_back(one_line(g_mime_part_get_filename(part), 200));
}

void walk(Parts& found, GMimeObject* object, int depth)
{
    if (!object || depth > deepest || ++found.seen > most_parts) return;
    if (GMIME_IS_MULTIPART(object)) {
        auto* all = GMIME_MULTIPART(object);
        for (int at = 0; at < g_mime_multipart_get_count(all); ++at) walk(found, g_mime_multipart_get_part(all, at), depth + 1);
        return;
    }
    // A mail within the mail is somebody else's, and as little opened as any attachment.
    if (GMIME_IS_MESSAGE_PART(object) || GMIME_IS_MESSAGE_PARTIAL(object))
        found.attachments.emplace_back();
    else if (GMIME_IS_PART(object))
        look_at(found, GMIME_PART(object));
}

// RFC 3834, 5, and what lists and older programs say.
bool is_automatic(GMimeObject* mail)
{
    auto submitted = lower_ascii(header(mail, "Auto-Submitted"));
    auto precedence = lower_ascii(header(mail, "Precedence"));
    if (!submitted.empty() && !submitted.starts_with("no")) return true;
    if (precedence == "bulk" || precedence == "junk" || precedence == "list" || precedence == "auto_reply") return true;
    for (const char* name : {"List-Id", "List-Unsubscribe", "List-Post", "X-Autoreply", "X-Autorespond"})
        if (g_mime_object_get_header(mail, name)) return true;
    return false;
}

// RFC 3464: of each recipient a group of fields; the first of them who will never have it.
std::optional<Bounce> bounce_in(std::string_view report)
{
    bool failed = false;
    std::string status;
    for (; !report.empty(); report.remove_prefix(std::min(report.find('\n'), report.size() - 1) + 1)) {
        auto line = trimmed(report.substr(0, report.find('\n')));
        if (line.empty()) {
            if (failed && status.starts_with("5.")) return Bounce{status};
            failed = false;
            status.clear();
        }
        auto field = lower_ascii(line);
        if (field.starts_with("action:")) failed = trimmed(std::string_view{field}.substr(7)) == "failed";
        if (field.starts_with("status:")) {
            auto value = trimmed(std::string_view{field}.substr(7));
            status = value.substr(0, std::min<std::size_t>(value.find_first_not_of("0123456789."), 11));
        }
    }
    return failed && status.starts_with("5.") ? std::optional{Bounce{status}} : std::nullopt;
}

void read_sender(ReadMail& mail, GMimeMessage* message)
{
    auto* from = g_mime_message_get_from(message);
    auto* first = from && internet_address_list_length(from) > 0 ? internet_address_list_get_address(from, 0) : nullptr;
    if (!first || !INTERNET_ADDRESS_IS_MAILBOX(first)) return;
    mail.from = one_line(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)), 254);
    mail.from_name = one_line(internet_address_get_name(first), 100);
}

void read_references(ReadMail& mail, GMimeObject* object)
{
    const auto* header = g_mime_object_get_header(object, "References");
    if (!header) header = g_mime_object_get_header(object, "In-Reply-To");
    if (!header) return;
    auto* all = g_mime_references_parse(nullptr, header);
    auto count = static_cast<std::size_t>(g_mime_references_length(all));
    for (auto at = count - std::min(count, most_references); at < count; ++at)
        if (auto one = identifier(g_mime_references_get_message_id(all, static_cast<int>(at))); !one.empty())
            mail.references.push_back(std::move(one));
    g_mime_references_free(all);
}

std::vector<std::string> all_headers(GMimeObject* mail, std::string_view name)
{
    std::vector<std::string> found;
    auto* all = g_mime_object_get_header_list(mail);
    for (int at = 0; at < g_mime_header_list_get_count(all); ++at) {
        auto* one = g_mime_header_list_get_header_at(all, at);
        const auto* text = g_mime_header_get_raw_value(one);
        if (text && lower_ascii(g_mime_header_get_name(one)) == lower_ascii(name)) found.emplace_back(text);
    }
    return found;
}

void read_words(ReadMail& mail, const Parts& parts)
{
    auto text = trimmed(parts.text).empty() ? html_to_text(sanitise_html(parts.html).text) : parts.text;
    auto cut = cut_history(plain(text, longest_words + longest_rest));
    mail.words = std::string{plain(cut.words, longest_words)};
    mail.rest = std::string{plain(cut.rest, longest_rest)};
    mail.asks_to_leave = asks_to_leave(mail.words);
}

}  // namespace

std::optional<ReadMail> read_mail(std::string_view bytes, std::string_view authserv_id)
{
    initialise();
    Held<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size())};
    Held<GMimeParser> parser{g_mime_parser_new_with_stream(stream.get())};
    Held<GMimeMessage> message{g_mime_parser_construct_message(parser.get(), nullptr)};
    if (!message) return std::nullopt;
    auto* object = GMIME_OBJECT(message.get());
    ReadMail mail;
    read_sender(mail, message.get());
    mail.subject = one_line(g_mime_message_get_subject(message.get()));
    mail.message_id = identifier(g_mime_message_get_message_id(message.get()));
    read_references(mail, object);
    mail.proof = judge_mail(all_headers(object, "Authentication-Results"), authserv_id, mail.from);
    Parts parts;
    walk(parts, g_mime_message_get_mime_part(message.get()), 0);
    read_words(mail, parts);
    mail.attachments = std::move(parts.attachments);
    mail.bounce = bounce_in(parts.report);
    mail.automatic = is_automatic(object) || !parts.report.empty();
    return mail;
}

}  // namespace favilla::distribution
