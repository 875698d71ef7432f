// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/history.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "conversations/answering.h"
#include "strategy/acts.h"

namespace favilla::strategy {

namespace {

std::int64_t week_of_id(std::int64_t id) { return week_of(time_of_id(id)); }

// By week, from the first to the last that is read.
class Weeks {
public:
    Weeks(std::int64_t first, std::int64_t end)
    {
        for (auto week = first; week < end; ++week) {
            facts.push_back({.week = week});
            gains.push_back({.week = week});
        }
    }
    WeekFacts* find(std::int64_t id)
    {
        auto place = week_of_id(id) - facts.front().week;
        return place < 0 || place >= std::ssize(facts) ? nullptr : &facts[static_cast<std::size_t>(place)];
    }
    void count(std::int64_t id, Part part, double counted)
    {
        auto* week = find(id);
        if (!week) return;
        (*week)[part].counted += counted;
        ++(*week)[part].of;
    }

    std::vector<WeekFacts> facts;
    std::vector<WeekGains> gains;
};

void count_posts(Weeks& weeks, const Acts& acts)
{
    std::vector<double> leaning(weeks.facts.size());
    for (const auto& post : acts.posts) {
        auto* week = weeks.find(post.id.value);
        if (!week) continue;
        ++week->posts;
        weeks.count(post.id.value, Part::Answers, post.to_people ? 1 : 0);
        if (post.begins) weeks.count(post.id.value, Part::Asks, post.asks ? 1 : 0);
        if (post.to_people || (post.begins && post.asks)) leaning[static_cast<std::size_t>(week - weeks.facts.data())] += 1;
    }
    for (std::size_t n = 0; n < weeks.facts.size(); ++n)
        if (weeks.facts[n].posts > 0) weeks.gains[n].lean = leaning[n] / static_cast<double>(weeks.facts[n].posts);
}

// When somebody of the team next spoke to that person there.
class Answered {
public:
    explicit Answered(const Acts& acts)
    {
        for (const auto& answer : acts.answers) by_place_[{answer.conversation, answer.answered}].push_back(answer.id);
    }
    std::optional<Time> after(const SaidToPage& said) const
    {
        auto found = by_place_.find({said.conversation, said.author});
        if (found == by_place_.end()) return std::nullopt;
        auto answer = std::ranges::upper_bound(found->second, said.id);
        return answer == found->second.end() ? std::nullopt : std::optional{time_of_id(answer->value)};
    }

private:
    std::map<std::pair<ConversationId, AccountId>, std::vector<StatusId>> by_place_;
};

void count_in_time(Weeks& weeks, const Acts& acts, Time until, const Promise& promise)
{
    Answered answered{acts};
    for (const auto& said : acts.said) {
        auto due = promise(time_of_id(said.id.value));
        auto answer = answered.after(said);
        if (answer && *answer <= due)
            weeks.count(said.id.value, Part::InTime, 1);
        else if (due < until)
            weeks.count(said.id.value, Part::InTime, 0);
    }
}

void count_stays(Weeks& weeks, const Acts& acts, Time until)
{
    std::map<ConversationId, std::vector<StatusId>> own;
    for (const auto& post : acts.posts) own[post.conversation].push_back(post.id);
    std::set<ConversationId> seen;
    for (const auto& said : acts.said) {
        if (!said.answers_page || !seen.insert(said.conversation).second) continue;
        const auto& posts = own[said.conversation];
        auto next = std::ranges::upper_bound(posts, said.id);
        auto over = time_of_id(said.id.value) + stays_within;
        if (next != posts.end() && time_of_id(next->value) <= over)
            weeks.count(said.id.value, Part::Stays, 1);
        else if (over < until)
            weeks.count(said.id.value, Part::Stays, 0);
    }
}

// What may not be counted is not there; its answers hang on the nearest post above it that is.
conversations::TreeNode node_of(const std::map<StatusId, std::size_t>& places,
                                const std::map<StatusId, std::optional<StatusId>>& parents, const TreePost& post)
{
    auto above = post.parent;
    while (above && !places.contains(*above)) {
        auto next = parents.find(*above);
        above = next == parents.end() ? std::nullopt : next->second;
    }
    return {above ? places.at(*above) : 0, post.author.value};
}

std::vector<OpenedConversation> conversations_of(const std::vector<TreePost>& posts)
{
    std::vector<OpenedConversation> opened;
    for (auto first = posts.begin(); first != posts.end();) {
        auto last = std::ranges::find_if(first, posts.end(),
                                         [&](const TreePost& one) { return one.conversation != first->conversation; });
        OpenedConversation conversation{week_of_id(first->root.value), {}};
        std::map<StatusId, std::size_t> places;
        std::map<StatusId, std::optional<StatusId>> parents;
        for (auto post = first; post != last; ++post) {
            parents[post->id] = post->parent;
            // What was written before the root stands in it by a merge, and answers nothing here.
            if (!post->counts || post->id < post->root) continue;
            auto node =
                post->id == post->root ? conversations::TreeNode{.author = post->author.value} : node_of(places, parents, *post);
            if (node.parent != conversations::no_parent && places.empty()) continue;
            places[post->id] = conversation.messages.size();
            conversation.messages.push_back(node);
        }
        if (!conversation.messages.empty()) opened.push_back(std::move(conversation));
        first = last;
    }
    return opened;
}

void count_reciprocity(Weeks& weeks, const std::vector<OpenedConversation>& opened)
{
    for (const auto& conversation : opened) {
        auto state = conversations::count_tree(conversation.messages);
        auto* week = weeks.find(first_id_at(start_of_week(conversation.week)));
        if (!state || !week) continue;
        (*week)[Part::Reciprocity].counted += static_cast<double>(state->mutual_edges);
        (*week)[Part::Reciprocity].of += state->reply_edges;
    }
}

void count_topics(Weeks& weeks, const Acts& acts)
{
    for (const auto& topic : acts.topics) {
        double open = topic.door == Door::Open ? 1 : topic.door == Door::Asked ? 0.5 : 0;
        weeks.count(topic.id.value, Part::Openness, topic.of_people ? open : 0);
    }
}

void put(Weeks& weeks, std::size_t n, Gain gain, double value) { weeks.gains[n].gains[static_cast<std::size_t>(gain)] = value; }

void count_people(Weeks& weeks, const Acts& acts)
{
    std::map<std::int64_t, std::set<AccountId>> speakers;
    for (const auto& said : acts.said) speakers[week_of_id(said.id.value)].insert(said.author);
    for (std::size_t n = 0; n < weeks.facts.size(); ++n) {
        const auto& now = speakers[weeks.facts[n].week];
        put(weeks, n, Gain::People, static_cast<double>(now.size()));
        auto returning = std::ranges::count_if(now, [&](AccountId who) {
            for (auto week = weeks.facts[n].week - weeks_to_return; week < weeks.facts[n].week; ++week)
                if (auto before = speakers.find(week); before != speakers.end() && before->second.contains(who)) return true;
            return false;
        });
        put(weeks, n, Gain::Returning, static_cast<double>(returning));
    }
}

void count_followers(Weeks& weeks, const Acts& acts)
{
    for (std::size_t n = 0; n < weeks.facts.size(); ++n) put(weeks, n, Gain::Followers, 0);
    for (auto id : acts.followers)
        if (auto* week = weeks.find(id))
            *weeks.gains[static_cast<std::size_t>(week - weeks.facts.data())].gains[static_cast<std::size_t>(Gain::Followers)] +=
                1;
}

// A week is known when every day of it is.
void count_visits(Weeks& weeks, const std::map<std::int64_t, double>& visits)
{
    for (std::size_t n = 0; n < weeks.facts.size(); ++n) {
        auto first = weeks.facts[n].week * 7 - 3;
        double sum = 0;
        int known = 0;
        for (auto day = visits.lower_bound(first); day != visits.end() && day->first < first + 7; ++day, ++known)
            sum += day->second;
        if (known == 7) put(weeks, n, Gain::Visits, sum);
    }
}

}  // namespace

std::string month_of(Time time) { return iso_date(time).substr(0, 7); }

std::optional<Time> end_of_month_report(std::string_view month)
{
    if (month.size() != 7) return std::nullopt;
    auto begun = parse_iso8601(std::string{month} + "-01T00:00:00Z");
    if (!begun || month_of(*begun) != month) return std::nullopt;
    auto next = *begun + days(31);
    auto end = parse_iso8601(month_of(next) + "-01T00:00:00Z");
    return start_of_week(week_of(*end));
}

History read_history(db::Reader& reader, AccountId page, Time until, const Promise& promise)
{
    auto end = week_of(until);
    auto begun = first_post(reader, page);
    if (!begun) return {};
    auto first = std::max(week_of_id(begun->value), end - weeks_read);
    if (first >= end) return {};
    auto over = start_of_week(end);
    // Who returns is known by the weeks before; nothing else is counted of those.
    auto acts = read_acts(reader, page, start_of_week(first - weeks_to_return), over);
    Weeks weeks{first, end};
    count_posts(weeks, acts);
    count_in_time(weeks, acts, over, promise);
    count_stays(weeks, acts, over);
    auto opened = conversations_of(acts.trees);
    count_reciprocity(weeks, opened);
    count_topics(weeks, acts);
    count_people(weeks, acts);
    count_followers(weeks, acts);
    auto first_day = first * 7 - 3;
    count_visits(weeks, read_visits(reader, page, first_day, end * 7 - 4, over));
    return {std::move(weeks.facts), std::move(weeks.gains), std::move(opened)};
}

Window window_until(const History& history, std::int64_t last_week)
{
    auto begin = std::ranges::lower_bound(history.weeks, last_week - window_weeks + 1, {}, &WeekFacts::week);
    auto end = std::ranges::upper_bound(history.weeks, last_week, {}, &WeekFacts::week);
    Window window{std::span{begin, end}, std::nullopt};
    if (begin == end) return window;
    std::vector<std::vector<conversations::TreeNode>> fitted;
    std::size_t comments = 0;
    for (auto one = history.opened.rbegin(); one != history.opened.rend(); ++one) {
        if (one->week > last_week || one->messages.size() < 3) continue;
        if (one->week <= last_week - window_weeks) break;
        if (comments + one->messages.size() > most_comments_fitted) continue;
        comments += one->messages.size();
        fitted.push_back(one->messages);
    }
    auto fit = conversations::fit_towards_us(fitted);
    if (!fit) return window;
    const auto& us = fit->pull;
    window.each_other = EachOther{{1 - us.value, 1 - us.interval.upper, 1 - us.interval.lower}, fit->comments};
    return window;
}

}  // namespace favilla::strategy
