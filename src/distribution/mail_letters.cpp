// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_letters.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/html.h"
#include "base/text.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/mail_parts.h"

namespace favilla::distribution {

namespace {

constexpr std::size_t excerpt_length = 70;

// What a request_job carries.
struct RequestJob {
    static constexpr std::string_view name = "RequestJob";
    std::string to, locale;
    std::string host, origin, organisation;
    std::string author, rhythm, secret;
};
BOOST_DESCRIBE_STRUCT(RequestJob, (), (to, locale, host, origin, organisation, author, rhythm, secret))

// The words of one mail of posts.
class Writer {
public:
    Writer(const Locale& locale, const PostLetter& letter)
        : locale_(locale),
          letter_(letter),
          language_(locale.find(letter.subscription.locale).value_or(Language{})),
          way_out_(letter.domain.origin + std::string{unsubscribe_path} + letter.way_out)
    {}

    std::string subject() const
    {
        if (letter_.digest) return count("subscription.digest.subject", letter_.posts.items.size() + letter_.left_out);
        const auto& status = letter_.posts.items.front().status;
        auto words = status.content_warning.empty() ? html_to_text(status.html) : status.content_warning;
        std::ranges::replace(words, '\n', ' ');
        auto start = std::string{truncated(words, excerpt_length)};
        return say("subscription.each.subject", {{"excerpt", start.size() < words.size() ? start + "…" : start}});
    }

    std::string text() const
    {
        std::string out = letter_.digest ? say("subscription.digest.lead") + "\n\n" : std::string{};
        for (const auto& view : letter_.posts.items) out += text_of(view) + "\n";
        if (letter_.left_out > 0) out += count("subscription.left_out", letter_.left_out) + ":\n" + letter_.author.url + "\n\n";
        return out + "-- \n" + footer("\n") + say("subscription.change") + ":\n" + way_out_ + "\n";
    }

    std::string html() const
    {
        std::string body = letter_.digest ? social::mail_paragraph(say("subscription.digest.lead")) : std::string{};
        for (const auto& view : letter_.posts.items) body += html_of(view);
        if (letter_.left_out > 0)
            body += "<p>" + social::mail_link(letter_.author.url, count("subscription.left_out", letter_.left_out)) + "</p>\n";
        body += social::mail_small_paragraph(footer("<br>") + social::mail_link(way_out_, say("subscription.change")));
        return social::mail_document(locale_.tag(language_), subject(), body);
    }

    const std::string& way_out() const { return way_out_; }

private:
    std::string say(std::string_view key, TextParams params = {}) const
    {
        params.emplace_back("name", social::shown_name(letter_.author));
        params.emplace_back("organisation", letter_.domain.title);
        return locale_.text(language_, key, params);
    }
    std::string count(std::string_view key, std::size_t number) const
    {
        return say(key,
                   {{"count", std::to_string(number)}, {"number", locale_.number(language_, static_cast<std::int64_t>(number))}});
    }

    std::string footer(std::string_view line_end) const
    {
        auto line = [&](std::string_view key) {
            return (line_end == "\n" ? say(key) : escape_text(say(key))) + std::string{line_end};
        };
        return (letter_.reply_to.empty() ? std::string{} : line("subscription.answers")) + line("subscription.footer");
    }

    // Behind a content warning stands nothing but the way to the post.
    std::string invitation(const social::StatusView& view) const
    {
        if (!view.status.content_warning.empty()) return say("subscription.show");
        return say(view.poll ? "subscription.vote" : "subscription.read");
    }

    std::string text_of(const social::StatusView& view) const
    {
        const auto& status = view.status;
        auto out = locale_.date(language_, status.created_at) + "\n\n";
        if (!status.content_warning.empty())
            out += say("subscription.warning", {{"warning", status.content_warning}}) + "\n";
        else
            out += status.text + "\n";
        if (view.poll && status.content_warning.empty())
            for (const auto& option : view.poll->options) out += "\n* " + option.title;
        if (view.poll && status.content_warning.empty()) out += "\n";
        return out + "\n" + invitation(view) + ":\n" + status.url + "\n";
    }

    std::string html_of(const social::StatusView& view) const
    {
        const auto& status = view.status;
        auto out = "<article style=\"border-bottom:1px solid #ccc;margin-bottom:1.5em\">\n<p style=\"font-size:.85em\">"
                 + escape_text(locale_.date(language_, status.created_at)) + "</p>\n";
        if (!status.content_warning.empty())
            out += social::mail_paragraph(say("subscription.warning", {{"warning", status.content_warning}}));
        else
            out += words_of(view);
        return out + "<p>" + social::mail_link(status.url, invitation(view)) + "</p>\n</article>\n";
    }

    static std::string words_of(const social::StatusView& view)
    {
        auto language = view.status.language ? " lang=\"" + escape_attribute(*view.status.language) + "\"" : std::string{};
        auto out = "<div" + language + ">" + SafeHtml{view.status.html}.text;
        if (view.poll) {
            out += "<ul>";
            for (const auto& option : view.poll->options) out += "<li>" + escape_text(option.title) + "</li>";
            out += "</ul>";
        }
        return out + "</div>\n";
    }

    const Locale& locale_;
    const PostLetter& letter_;
    Language language_;
    std::string way_out_;
};

// The same for the same posts to the same reader: what a crash sends twice, mail programs show once.
std::string message_id(const PostLetter& letter, std::string_view host)
{
    auto what = to_string(letter.subscription.id);
    for (const auto& view : letter.posts.items) what += " " + to_string(view.status.id);
    return to_hex(sha256(what)).substr(0, 40) + "@" + std::string{host};
}

}  // namespace

void enqueue_request_letter(db::Transaction& tx, const social::Domain& domain, const RequestLetter& letter, Time now)
{
    auto payload = jobs::encode(RequestJob{letter.to, letter.locale, domain.name, domain.origin, domain.title, letter.name,
                                           std::string{name_of(letter.rhythm)}, letter.secret});
    jobs::enqueue(tx, social::mail_queue, request_job, payload, now, now);
}

bool request_stands(db::Reader& reader, std::string_view payload, Time now)
{
    return find_request(reader, jobs::decode<RequestJob>(payload).secret, now).has_value();
}

std::optional<social::Mail> compose_request(const Locale& locale, std::string_view payload, std::string_view from, Time now)
{
    auto job = jobs::decode<RequestJob>(payload);
    if (job.to.empty()) return std::nullopt;
    auto language = locale.find(job.locale).value_or(Language{});
    TextParams params{{"name", job.author},
                      {"organisation", job.organisation},
                      {"rhythm", locale.text(language, "subscription.rhythm." + job.rhythm)}};
    auto subject = locale.text(language, "subscription.request.subject", params);
    auto body = locale.text(language, "subscription.request.body", params);
    auto action = locale.text(language, "subscription.request.action", params);
    auto host = social::mail_host(job.host);
    auto address = job.origin + std::string{confirm_subscription_path} + job.secret;
    return social::Mail{
        .to = job.to,
        .from = social::mail_sender(from, host),
        .from_name = job.organisation,
        .subject = subject,
        .text = body + "\n\n" + action + ":\n" + address + "\n\n-- \n" + job.organisation + " · " + job.host + "\n",
        .html = social::mail_document(locale.tag(language), subject,
                                      social::mail_paragraph(body) + "<p>" + social::mail_link(address, action)
                                          + "</p>\n<p style=\"font-size:.85em\">" + escape_text(address) + "</p>\n"),
        .message_id = to_hex(sha256(payload)).substr(0, 40) + "@" + host,
        .date = now};
}

social::Mail compose_posts(const Locale& locale, const PostLetter& letter, std::string_view from, Time now)
{
    Writer writer{locale, letter};
    auto host = social::mail_host(letter.domain.name);
    social::Mail mail{.to = letter.subscription.email,
                      .from = social::mail_sender(from, host),
                      .from_name = social::shown_name(letter.author) + " · " + letter.domain.title,
                      .subject = writer.subject(),
                      .text = writer.text(),
                      .html = writer.html(),
                      .message_id = message_id(letter, host),
                      .date = now,
                      .headers = {{"List-Id", "<" + letter.author.username + "." + host + ">"},
                                  {"List-Unsubscribe", "<" + writer.way_out() + ">"},
                                  {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                                  {"Precedence", "list"}},
                      .return_path = letter.return_path};
    if (!letter.reply_to.empty()) mail.headers.emplace_back("Reply-To", "<" + letter.reply_to + ">");
    return mail;
}

}  // namespace favilla::distribution
