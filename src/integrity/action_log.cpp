// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/action_log.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "base/html.h"
#include "base/weeks.h"
#include "integrity/disclosures.h"
#include "social/net_tags.h"

namespace favilla::integrity {

namespace {

constexpr std::int64_t posts_at_once = 1000, accounts_at_once = 1000, marks_at_once = 20'000;
constexpr std::int64_t second = 1000;  // milliseconds

struct ReadAct {
    AccountId account;
    std::uint32_t object = 0;
    std::int64_t at = 0;
};

struct ReadAnswer {
    ReadAct act;
    std::string words;
};

class LogReader {
public:
    LogReader(db::Reader& reader, DomainId domain, Time now)
        : reader_(reader), domain_(domain), since_(now - judged_over), now_(now)
    {}

    ActionLog run()
    {
        std::int64_t after = first_id_at(now_ - judged_posts_over);
        while (read_posts(after)) {
            read_boosts();
            read_answers();
            read_votes();
        }
        read_marks();
        leave_out_others();
        put_together();
        return std::move(log_);
    }

private:
    std::uint32_t add_object(std::string name, std::string_view stratum, JudgedPost post, AccountId author, Time published_at)
    {
        auto number = log_.community.objects.number_of(name);
        log_.community.things.push_back({log_.community.kinds.number_of(stratum), published_at.milliseconds / second});
        log_.posts.push_back(std::move(post));
        authors_.push_back(author);
        return number;
    }

    // The next posts of the domain that everybody may see; false when there are none.
    bool read_posts(std::int64_t& after)
    {
        begun_ = posts_.size();
        polls_.clear();
        auto rows = reader_.rows(
            "SELECT s.id, s.account_id, a.kind, s.created_at, s.poll_id, g.group_id, i.status_id, s.in_reply_to_id "
            "FROM statuses s JOIN accounts a ON a.id = s.account_id LEFT JOIN group_statuses g ON g.status_id = s.id "
            "LEFT JOIN ideas i ON i.status_id = s.id WHERE s.id > $1 AND s.domain_id = $2 AND s.visibility <= 1 "
            "AND s.boost_of_id IS NULL AND s.deleted_at IS NULL ORDER BY s.id LIMIT $3",
            after, domain_, posts_at_once);
        for (const auto& row : rows) {
            auto id = row.get<StatusId>(0);
            after = id.value;
            std::string kind = "post", stratum;
            if (row.get<std::string_view>(2) == "page") kind = "page";
            if (auto group = row.get<std::optional<AccountId>>(5)) {
                kind = "group";
                stratum = "group:" + to_string(*group);
            }
            if (!row.is_null(6)) kind = "idea";
            if (!row.is_null(7)) kind = "reply";
            auto at = row.get<Time>(3);
            auto author = row.get<AccountId>(1);
            auto object = add_object("s" + to_string(id), stratum.empty() ? kind : stratum + kind, {id, kind}, author, at);
            posts_.push_back({id, object, author});
            if (auto poll = row.get<std::optional<std::int64_t>>(4)) polls_[*poll] = {id, author, at};
        }
        return !rows.empty();
    }

    db::List ids_of(std::size_t begin, std::size_t end) const
    {
        std::vector<StatusId> ids;
        for (auto n = begin; n < end; ++n) ids.push_back(posts_[n].id);
        return db::list_of(ids);
    }
    db::List read_now() const { return ids_of(begun_, posts_.size()); }

    struct Post {
        StatusId id;
        std::uint32_t object = 0;
        AccountId author;
    };

    const Post* find_post(StatusId id) const
    {
        auto found = std::ranges::lower_bound(posts_, id, {}, &Post::id);
        return found != posts_.end() && found->id == id ? &*found : nullptr;
    }

    void add_act(StatusId status, AccountId account, Time at)
    {
        const auto* post = find_post(status);
        if (post && post->author != account) acts_.push_back({account, post->object, at.milliseconds / second});
    }

    template <class Read>
    void each_posts(Read read)
    {
        for (std::size_t begin = 0; begin < posts_.size(); begin += posts_at_once)
            read(ids_of(begin, std::min<std::size_t>(posts_.size(), begin + posts_at_once)));
    }

    // Post by post each row lies somewhere else; in the order in which they came they lie side by side, but those of other posts are among them.
    void read_marks()
    {
        auto first = first_id_at(since_);
        std::int64_t ours = 0;
        each_posts([&](const db::List& posts) {
            ours +=
                reader_
                    .value<std::int64_t>("SELECT count(*) FROM favourites WHERE status_id IN LIST($1) AND id >= $2", posts, first)
                    .value_or(0);
        });
        auto all = reader_.value<std::int64_t>("SELECT count(*) FROM favourites WHERE id >= $1", first).value_or(0);
        if (2 * ours >= all) return read_marks_as_they_came(first);
        each_posts([&](const db::List& posts) {
            for (const auto& row : reader_.rows(
                     "SELECT status_id, account_id, created_at FROM favourites WHERE status_id IN LIST($1) AND created_at >= $2",
                     posts, since_))
                add_act(row.get<StatusId>(0), row.get<AccountId>(1), row.get<Time>(2));
        });
    }

    void read_marks_as_they_came(std::int64_t from)
    {
        for (bool goes_on = true; goes_on;) {
            auto rows =
                reader_.rows("SELECT id, status_id, account_id, created_at FROM favourites WHERE id >= $1 ORDER BY id LIMIT $2",
                             from, marks_at_once);
            for (const auto& row : rows) {
                from = row.get<std::int64_t>(0) + 1;
                if (row.get<Time>(3) >= since_) add_act(row.get<StatusId>(1), row.get<AccountId>(2), row.get<Time>(3));
            }
            goes_on = std::ssize(rows) == marks_at_once;
        }
    }

    // What was marked is read without asking who did it.
    void leave_out_others()
    {
        std::vector<AccountId> all;
        for (const auto& act : acts_) all.push_back(act.account);
        std::ranges::sort(all);
        all.erase(std::ranges::unique(all).begin(), all.end());
        std::vector<AccountId> judged;
        for (std::size_t begin = 0; begin < all.size(); begin += accounts_at_once) {
            auto some = std::span{all}.subspan(begin, std::min<std::size_t>(accounts_at_once, all.size() - begin));
            for (const auto& row :
                 reader_.rows(fmt::format("SELECT a.id FROM accounts a WHERE a.id IN LIST($1) AND {} ORDER BY a.id", is_judged),
                              db::list_of(some)))
                judged.push_back(row.get<AccountId>(0));
        }
        std::erase_if(acts_, [&](const ReadAct& act) { return !std::ranges::binary_search(judged, act.account); });
    }

    void read_boosts()
    {
        for (
            const auto& row : reader_.rows(
                fmt::format(
                    "SELECT s.boost_of_id, s.account_id, s.created_at FROM statuses s JOIN accounts a ON a.id = s.account_id "
                    "WHERE s.boost_of_id IN LIST($1) AND s.id >= 281474976710656 AND s.created_at >= $2 AND s.visibility <= 1 AND {}",
                    is_judged),
                read_now(), since_))
            add_act(row.get<StatusId>(0), row.get<AccountId>(1), row.get<Time>(2));
    }

    void read_answers()
    {
        for (const auto& row : reader_.rows(
                 fmt::format(
                     "SELECT s.in_reply_to_id, s.account_id, s.created_at, s.text, s.html FROM statuses s JOIN accounts a ON "
                     "a.id = s.account_id WHERE s.in_reply_to_id IN LIST($1) AND s.created_at >= $2 AND s.visibility <= 1 AND "
                     "s.deleted_at IS NULL AND {}",
                     is_judged),
                 read_now(), since_)) {
            const auto* post = find_post(row.get<StatusId>(0));
            auto account = row.get<AccountId>(1);
            if (!post || post->author == account) continue;
            auto typed = row.get<std::string>(3);
            answers_.push_back({{account, post->object, row.get<Time>(2).milliseconds / second},
                                typed.empty() ? html_to_text(row.get<std::string_view>(4)) : std::move(typed)});
        }
    }

    void read_votes()
    {
        std::vector<std::int64_t> ids;
        for (const auto& [id, poll] : polls_) ids.push_back(id);
        if (ids.empty()) return;
        for (const auto& row : reader_.rows(
                 fmt::format("SELECT v.poll_id, v.account_id, v.position, v.created_at FROM poll_votes v JOIN accounts a ON "
                             "a.id = v.account_id WHERE v.poll_id IN LIST($1) AND v.created_at >= $2 AND {} "
                             "ORDER BY v.poll_id, v.position",
                             is_judged),
                 db::list_of(ids), since_)) {
            auto poll = row.get<std::int64_t>(0);
            const auto& known = polls_.at(poll);
            auto account = row.get<AccountId>(1);
            if (known.author == account) continue;
            auto name = fmt::format("p{}:{}", poll, row.get<std::int64_t>(2));
            auto object = log_.community.objects.find(name);
            if (!object) object = add_object(name, "poll_option", {known.status, "poll"}, known.author, known.published_at);
            acts_.push_back({account, *object, row.get<Time>(3).milliseconds / second});
        }
    }

    // Those who acted and, above them, those who brought them in.
    void gather_accounts()
    {
        std::vector<AccountId> acting;
        for (const auto& act : acts_) acting.push_back(act.account);
        for (const auto& answer : answers_) acting.push_back(answer.act.account);
        std::ranges::sort(acting);
        acting.erase(std::ranges::unique(acting).begin(), acting.end());
        std::set<AccountId> all(acting.begin(), acting.end());
        for (const auto& row : reader_.rows("SELECT account_id, inviter_id FROM invited WHERE domain_id = $1", domain_)) {
            inviter_of_[row.get<AccountId>(0)] = row.get<AccountId>(1);
        }
        auto below = std::move(acting);
        while (!below.empty()) {
            auto inviter = inviter_of_.find(below.back());
            below.pop_back();
            if (inviter != inviter_of_.end() && all.insert(inviter->second).second) below.push_back(inviter->second);
        }
        log_.accounts.assign(all.begin(), all.end());
    }

    // What those who acted wrote themselves, wherever: its hashtags and links, day by day.
    void read_sequences()
    {
        SequenceWriter sequences;
        for (std::size_t begin = 0; begin < log_.accounts.size(); begin += accounts_at_once) {
            auto some =
                std::span{log_.accounts}.subspan(begin, std::min<std::size_t>(accounts_at_once, log_.accounts.size() - begin));
            for (
                const auto& row : reader_.rows(
                    "SELECT s.account_id, s.created_at, s.text, s.html FROM statuses s WHERE s.account_id IN LIST($1) AND s.id > $2 AND "
                    "s.created_at >= $3 AND s.visibility <= 1 AND s.boost_of_id IS NULL AND s.deleted_at IS NULL AND (s.has_tags = 1 OR "
                    "s.html LIKE '%<a %') ORDER BY s.id",
                    db::list_of(some), first_id_at(since_), since_)) {
                auto typed = row.get<std::string>(2);
                if (typed.empty()) typed = html_to_text(row.get<std::string_view>(3));
                sequences.add(number_of(row.get<AccountId>(0)), row.get<Time>(1).milliseconds / second, typed);
            }
        }
        log_.community.sequences = sequences.finish();
    }

    std::uint32_t number_of(AccountId account) const
    {
        return static_cast<std::uint32_t>(std::ranges::lower_bound(log_.accounts, account) - log_.accounts.begin());
    }

    void describe_accounts()
    {
        auto& members = log_.community.members;
        members.resize(log_.accounts.size());
        for (std::size_t begin = 0; begin < log_.accounts.size(); begin += accounts_at_once) {
            auto some =
                std::span{log_.accounts}.subspan(begin, std::min<std::size_t>(accounts_at_once, log_.accounts.size() - begin));
            for (const auto& row : reader_.rows("SELECT id, created_at FROM accounts WHERE id IN LIST($1)", db::list_of(some)))
                members[number_of(row.get<AccountId>(0))].created_at = row.get<Time>(1).milliseconds / second;
        }
        auto tied = affiliated_accounts(reader_, domain_);
        for (std::uint32_t number = 0; number < members.size(); ++number) {
            auto account = log_.accounts[number];
            members[number].is_disclosed = tied.contains(account);
            if (auto inviter = inviter_of_.find(account); inviter != inviter_of_.end())
                members[number].inviter = number_of(inviter->second);
            log_.community.accounts.number_of(to_string(account));
        }
    }

    // Pages, and people who did nothing themselves, are behind the accounts.
    void describe_networks()
    {
        for (const auto& tag : social::net_tags_in(reader_, domain_, now_)) {
            auto number = number_of(tag.account);
            if (number < log_.accounts.size() && log_.accounts[number] == tag.account)
                log_.community.members[number].networks.push_back({monday_of(tag.day), tag.tag});
        }
    }

    void describe_authors()
    {
        for (auto author : authors_) {
            auto number = number_of(author);
            bool is_known = number < log_.accounts.size() && log_.accounts[number] == author;
            log_.community.authors.push_back(is_known ? number : log_.community.accounts.size());
        }
    }

    void put_together()
    {
        gather_accounts();
        describe_accounts();
        describe_networks();
        describe_authors();
        read_sequences();
        auto order = [](const ReadAct& act) { return std::tuple{act.at, act.account, act.object}; };
        std::ranges::sort(acts_, {}, order);
        std::ranges::sort(answers_, {}, [&](const ReadAnswer& answer) {
            return std::tuple{order(answer.act), std::string_view{answer.words}};
        });
        for (const auto& act : acts_) log_.community.actions.push_back({number_of(act.account), act.object, act.at});
        for (auto& answer : answers_)
            log_.community.texts.push_back(
                {number_of(answer.act.account), answer.act.object, answer.act.at, std::move(answer.words)});
    }

    struct Poll {
        StatusId status;
        AccountId author;
        Time published_at;
    };

    db::Reader& reader_;
    DomainId domain_;
    Time since_, now_;
    ActionLog log_;
    std::vector<Post> posts_;  // by id; those being read from begun_ on
    std::size_t begun_ = 0;
    std::map<std::int64_t, Poll> polls_;  // of those being read
    std::vector<ReadAct> acts_;
    std::vector<ReadAnswer> answers_;
    std::vector<AccountId> authors_;  // by object
    std::map<AccountId, AccountId> inviter_of_;
};

}  // namespace

ActionLog read_action_log(db::Reader& reader, DomainId domain, Time now) { return LogReader{reader, domain, now}.run(); }

}  // namespace favilla::integrity
