// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/group_digests.h"

#include <algorithm>

#include "base/html.h"
#include "base/text.h"
#include "community/group_members.h"
#include "community/group_topics.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/letters.h"
#include "social/mail_parts.h"
#include "social/relations.h"
#include "social/status_views.h"

namespace favilla::community {

namespace {

constexpr std::size_t words_shown = 90;
constexpr std::string_view link_kind = "group digest";

// How a topic begins, on one line, without the name of the group that it is written to.
std::string first_words(const social::Status& status, const social::Account& group)
{
    auto words = html_to_text(status.html);
    std::ranges::replace(words, '\n', ' ');
    auto name = "@" + group.username;
    if (words.starts_with(name)) words.erase(0, words.find_first_not_of(' ', name.size()));
    auto start = std::string{truncated(words, words_shown)};
    return start.size() < words.size() ? start + "…" : start;
}

std::optional<social::User> find_reader(db::Reader& reader, const DigestChoice& choice)
{
    return social::is_following(reader, choice.member, choice.group) ? social::find_letter_reader(reader, choice.member)
                                                                     : std::nullopt;
}

// Also of topics that were read before.
std::vector<Topic> announced_since(db::Reader& reader, const DigestChoice& choice, std::int64_t told_until, Time now)
{
    auto topics = pinned_topics(reader, choice.group, choice.member, now);
    std::erase_if(topics, [&](const Topic& topic) {
        return !topic.announced || !topic.announced->stands_at(now) || first_id_at(topic.announced->since) <= told_until;
    });
    return topics;
}

std::vector<DigestTopic> tell(db::Reader& reader, const std::vector<Topic>& topics, const social::Account& group,
                              const DigestChoice& choice, std::int64_t told_until, Time now)
{
    std::vector<StatusId> ids;
    for (const auto& topic : topics) ids.push_back(topic.status);
    auto views = social::load_views(reader, social::find_statuses(reader, ids, choice.member), choice.member);
    std::vector<AccountId> authors;
    for (const auto& view : views.items) authors.push_back(view.status.author);
    auto unwanted = social::unwanted_among(reader, authors, choice.member, now);
    std::vector<DigestTopic> told;
    for (const auto& topic : topics) {
        auto view = std::ranges::find(views.items, topic.status, [](const auto& one) { return one.status.id; });
        if (view == views.items.end() || unwanted.contains(view->status.author)) continue;
        const auto& status = view->status;
        bool warned = !status.content_warning.empty();
        told.push_back({.words = warned ? status.content_warning : first_words(status, group),
                        .is_warned = warned,
                        .is_announced = topic.announced.has_value(),
                        .is_new = status.id.value > told_until,
                        .author = social::shown_name(views.author(*view)),
                        .answers = topic.answers,
                        .url = status.url});
    }
    return told;
}

}  // namespace

std::optional<social::Rhythm> digest_rhythm(db::Reader& reader, const DigestChoice& choice)
{
    auto row =
        reader.row("SELECT rhythm FROM group_digests WHERE account_id = $1 AND group_id = $2", choice.member, choice.group);
    return row ? social::parse_rhythm(row->get<std::string_view>(0)) : std::nullopt;
}

Result<void> choose_digest(db::Transaction& tx, const DigestChoice& choice, std::optional<social::Rhythm> rhythm, Time now)
{
    if (!social::is_following(tx, choice.member, choice.group)) return refuse(ErrorCode::NotFound, "group.missing");
    if (!rhythm) {
        tx.run("DELETE FROM group_digests WHERE account_id = $1 AND group_id = $2", choice.member, choice.group);
        return {};
    }
    auto next = social::next_digest_after(now, *rhythm);
    if (!next) return refuse(ErrorCode::Invalid, "group.digest_rhythm", {{"rhythm", std::string{social::name_of(*rhythm)}}});
    tx.run("INSERT INTO group_digests (account_id, group_id, rhythm, told_until, next_at) VALUES ($1, $2, $3, $4, $5) "
           "ON CONFLICT (account_id, group_id) DO UPDATE SET rhythm = excluded.rhythm, next_at = excluded.next_at",
           choice.member, choice.group, social::name_of(*rhythm), first_id_at(now), *next);
    return {};
}

void forget_digests_of_deleted(db::Transaction& tx, AccountId account)
{
    auto gone = social::find_account(tx, account);
    if (gone && gone->deleted_at) tx.run("DELETE FROM group_digests WHERE account_id = $1", account);
}

std::string digest_link(const social::MailKey& key, const DigestChoice& choice)
{
    return social::letter_link(key, link_kind, choice.group.value, choice.member);
}

std::optional<DigestChoice> digest_in(const social::MailKey& key, std::string_view link)
{
    auto found = social::letter_link_in(key, link_kind, link);
    if (!found) return std::nullopt;
    return DigestChoice{AccountId{found->about}, found->person};
}

int begin_group_digests(db::Transaction& tx, Time now, int at_most)
{
    auto due = tx.rows("SELECT account_id, group_id, rhythm FROM group_digests WHERE next_at <= $1 ORDER BY next_at LIMIT $2",
                       now, at_most);
    for (const auto& row : due) {
        DigestChoice choice{.group = row.get<AccountId>(1), .member = row.get<AccountId>(0)};
        auto rhythm = social::parse_rhythm(row.get<std::string_view>(2)).value_or(social::Rhythm::Weekly);
        tx.run("UPDATE group_digests SET next_at = $3 WHERE account_id = $1 AND group_id = $2", choice.member, choice.group,
               social::next_digest_after(now, rhythm));
        jobs::enqueue(tx, digests_queue, GroupDigestWork::name, jobs::encode(GroupDigestWork{choice.group, choice.member}), now,
                      now);
    }
    return static_cast<int>(due.size());
}

std::optional<GroupDigest> find_digest(db::Reader& reader, const social::MailKey& key, const DigestChoice& choice, Time now)
{
    auto told_until = reader.value<std::int64_t>("SELECT told_until FROM group_digests WHERE account_id = $1 AND group_id = $2",
                                                 choice.member, choice.group);
    auto group = find_group(reader, choice.group);
    auto user = find_reader(reader, choice);
    if (!told_until || !group || !user) return std::nullopt;
    social::PageRequest newer{.max_id = {}, .since_id = told_until, .min_id = {}, .limit = topics_in_digest + 1};
    auto page = topics_of(reader, choice.group, choice.member, TopicOrder::Activity, newer);
    GroupDigest digest{.choice = choice,
                       .to = user->email,
                       .locale = user->locale,
                       .domain = social::find_domain(reader, user->domain).value(),
                       .group = social::find_account(reader, choice.group).value(),
                       .is_hidden = group->is_hidden(),
                       .newest = page.newest.value_or(*told_until),
                       .way_out = digest_link(key, choice)};
    auto topics = announced_since(reader, choice, *told_until, now);
    for (const auto& topic : topics) digest.newest = std::max(digest.newest, first_id_at(topic.announced->since));
    for (auto& topic : page.items) {
        bool is_there = std::ranges::find(topics, topic.status, &Topic::status) != topics.end();
        topic.announced.reset();
        if (topic.is_unread && !is_there) topics.push_back(std::move(topic));
    }
    digest.topics = tell(reader, topics, digest.group, choice, *told_until, now);
    if (digest.topics.empty()) return std::nullopt;
    digest.has_more = digest.topics.size() > topics_in_digest;
    if (digest.has_more) digest.topics.resize(topics_in_digest);
    return digest;
}

void settle_digest(db::Transaction& tx, const GroupDigest& digest)
{
    tx.run("UPDATE group_digests SET told_until = $3 WHERE account_id = $1 AND group_id = $2", digest.choice.member,
           digest.choice.group, digest.newest);
}

namespace {

void send_digest(const social::Postman& postman, const GroupDigestWork& work)
{
    DigestChoice choice{work.group, work.member};
    auto now = postman.clock();
    auto digest = postman.database.read([&](db::Reader& reader) { return find_digest(reader, postman.key, choice, now); });
    if (!digest) {
        // Who left, by whatever app, is told nothing any more.
        postman.database.write([&](db::Transaction& tx) {
            if (!social::is_following(tx, choice.member, choice.group))
                tx.run("DELETE FROM group_digests WHERE account_id = $1 AND group_id = $2", choice.member, choice.group);
        });
        return;
    }
    auto sent = social::send_mail(postman.smtp, compose_digest(postman.locale, *digest, postman.smtp.from, now));
    if (!sent) postman.note(sent.error().codes());
    postman.database.write([&](db::Transaction& tx) {
        if (sent || !sent.error().is_unknown_mailbox()) return settle_digest(tx, *digest);
        (void)choose_digest(tx, choice, std::nullopt, now);  // there is no such mailbox: they can choose it anew
    });
}

}  // namespace

void add_group_digest_work(jobs::Workers& workers, const social::Postman& postman)
{
    workers.handle(std::string{digests_queue}, std::string{GroupDigestWork::name},
                   [&postman](std::string_view payload) { send_digest(postman, jobs::decode<GroupDigestWork>(payload)); });
    workers.every(minutes(1), "mail.group_digests", [&postman](Time now) {
        if (postman.smtp.url.empty()) return;  // chosen when there was a mail server; they wait for the next one
        while (postman.database.write([&](db::Transaction& tx) { return begin_group_digests(tx, now); }) > 0) {}
    });
}

}  // namespace favilla::community
