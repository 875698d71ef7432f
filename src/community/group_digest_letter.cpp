// SPDX-License-Identifier: AGPL-3.0-or-later
// What the mail about a group says, with what RFC 2369, 2919 and 8058 ask of a list.
#include "base/crypto.h"
#include "base/html.h"
#include "community/group_digests.h"
#include "social/mail_parts.h"

namespace favilla::community {

namespace {

class Writer {
public:
    Writer(const Locale& locale, const GroupDigest& digest)
        : locale_(locale),
          digest_(digest),
          language_(locale.find(digest.locale).value_or(Language{})),
          group_url_(digest.domain.origin
                     + (digest.is_hidden ? "/app/groups/" + to_string(digest.group.id) : "/groups/" + digest.group.username)),
          way_out_(digest.domain.origin + std::string{digest_path} + digest.way_out)
    {}

    std::string subject() const { return count("group.digest.subject", static_cast<std::int64_t>(digest_.topics.size())); }

    std::string text() const
    {
        auto out = say(digest_.is_hidden ? "group.digest.lead_hidden" : "group.digest.lead") + "\n\n";
        if (!digest_.is_hidden)
            for (const auto& topic : digest_.topics)
                out += "* " + title_of(topic) + "\n  " + about(topic) + "\n  " + topic.url + "\n\n";
        out += (digest_.has_more ? say("group.digest.more") : say("group.digest.open")) + ":\n" + group_url_ + "\n\n";
        return out + "-- \n" + say("group.digest.footer") + "\n" + say("subscription.change") + ":\n" + way_out_ + "\n";
    }

    std::string html() const
    {
        auto body = social::mail_paragraph(say(digest_.is_hidden ? "group.digest.lead_hidden" : "group.digest.lead"));
        if (!digest_.is_hidden) {
            body += "<ul>\n";
            for (const auto& topic : digest_.topics)
                body += "<li style=\"margin-bottom:.8em\">" + social::mail_link(topic.url, title_of(topic))
                      + "<br><span style=\"font-size:.85em\">" + escape_text(about(topic)) + "</span></li>\n";
            body += "</ul>\n";
        }
        body +=
            "<p>" + social::mail_link(group_url_, say(digest_.has_more ? "group.digest.more" : "group.digest.open")) + "</p>\n";
        body += social::mail_small_paragraph(escape_text(say("group.digest.footer")) + "<br>"
                                             + social::mail_link(way_out_, say("subscription.change")));
        return social::mail_document(locale_.tag(language_), subject(), body);
    }

    const std::string& way_out() const { return way_out_; }

private:
    std::string say(std::string_view key, TextParams params = {}) const
    {
        params.emplace_back("group", social::shown_name(digest_.group));
        params.emplace_back("organisation", digest_.domain.title);
        return locale_.text(language_, key, params);
    }
    std::string count(std::string_view key, std::int64_t number, TextParams params = {}) const
    {
        params.emplace_back("count", std::to_string(number));
        params.emplace_back("number", locale_.number(language_, number));
        return say(key, std::move(params));
    }
    std::string title_of(const DigestTopic& topic) const
    {
        return topic.is_warned ? say("subscription.warning", {{"warning", topic.words}}) : topic.words;
    }
    std::string about(const DigestTopic& topic) const
    {
        auto key = topic.is_announced ? "group.digest.announced" : topic.is_new ? "group.digest.new" : "group.digest.grown";
        auto out = say(key, {{"author", topic.author}});
        return topic.answers > 0 ? out + " · " + count("group.digest.answers", topic.answers) : out;
    }

    const Locale& locale_;
    const GroupDigest& digest_;
    Language language_;
    std::string group_url_, way_out_;
};

}  // namespace

social::Mail compose_digest(const Locale& locale, const GroupDigest& digest, std::string_view from, Time now)
{
    Writer writer{locale, digest};
    auto host = social::mail_host(digest.domain.name);
    // The same for the same news to the same reader: what a crash sends twice, mail programs show once.
    auto id = to_hex(sha256(digest.way_out + " " + std::to_string(digest.newest))).substr(0, 40) + "@" + host;
    return social::Mail{.to = digest.to,
                        .from = social::mail_sender(from, host),
                        .from_name = social::shown_name(digest.group) + " · " + digest.domain.title,
                        .subject = writer.subject(),
                        .text = writer.text(),
                        .html = writer.html(),
                        .message_id = id,
                        .date = now,
                        .headers = {{"List-Id", "<" + digest.group.username + "." + host + ">"},
                                    {"List-Unsubscribe", "<" + writer.way_out() + ">"},
                                    {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                                    {"Precedence", "list"}}};
}

}  // namespace favilla::community
