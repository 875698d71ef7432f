// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages of groups show, of load.h.
#include "base/status_text.h"
#include "community/group_topics.h"
#include "pages/load.h"
#include "pages/post_html.h"

namespace favilla::pages {

namespace {

constexpr social::Viewer anybody{};
constexpr std::size_t excerpt_length = 140;
constexpr int most_groups = 200;
constexpr int next_events = 3;

GroupLine line_of(const social::Account& account, const community::Group& group, const social::Domain& domain)
{
    auto author = author_view(account, domain);
    author.profile = Url::local("/groups/" + url_segment(account.username));
    return {.author = std::move(author),
            .text = html_to_text(account.note_html),
            .joining = std::string{name_of(group.joining)},
            .members = account.followers_count};
}

bool is_announced(const community::Topic& topic, Time now) { return topic.announced && topic.announced->stands_at(now); }

std::vector<TopicView> topic_views(db::Reader& reader, const std::vector<community::Topic>& topics, const social::Domain& domain,
                                   Time now)
{
    std::vector<StatusId> ids;
    for (const auto& topic : topics) ids.push_back(topic.status);
    auto posts = post_views(social::load_views(reader, social::find_statuses(reader, ids, anybody), anybody), domain, now);
    std::vector<TopicView> views;
    for (std::size_t i = 0; i < posts.size(); ++i)
        views.push_back({.opening = posts[i],
                         .excerpt = excerpt_of(posts[i], excerpt_length),
                         .answers = topics[i].answers,
                         .last_answer_at = topics[i].active_at,
                         .announced = is_announced(topics[i], now),
                         .pinned = topics[i].is_pinned,
                         .closed = topics[i].is_closed,
                         .summary = topics[i].summary});
    return views;
}

}  // namespace

std::vector<GroupLine> load_groups(db::Reader& reader, const social::Domain& domain)
{
    std::vector<GroupLine> lines;
    auto ids = community::groups_of_domain(reader, domain.id, {}, most_groups);
    for (const auto& account : social::find_accounts(reader, ids))
        if (auto group = community::find_group(reader, account.id)) lines.push_back(line_of(account, *group, domain));
    return lines;
}

namespace {

struct Found {
    social::Account account;
    community::Group group;
};

std::optional<Found> find_shown(db::Reader& reader, std::string_view name, const social::Domain& domain)
{
    auto account = social::find_local_account(reader, name, domain.id);
    auto group = account && account->is_known() ? community::find_group(reader, account->id) : std::nullopt;
    if (!group || group->is_hidden()) return std::nullopt;
    return Found{*account, *group};
}

}  // namespace

std::optional<GroupEventsView> load_group_events(db::Reader& reader, std::string_view name, const social::Domain& domain,
                                                 Time now)
{
    auto found = find_shown(reader, name, domain);
    if (!found) return std::nullopt;
    auto id = found->account.id;
    return GroupEventsView{.line = line_of(found->account, found->group, domain),
                           .coming = load_events_of(reader, {.group = id}, domain, now),
                           .past = load_events_of(reader, {.group = id, .is_over = true}, domain, now)};
}

std::optional<GroupView> load_group(db::Reader& reader, std::string_view name, const social::Domain& domain,
                                    const social::PageRequest& request, Time now)
{
    auto found = find_shown(reader, name, domain);
    if (!found) return std::nullopt;
    const auto& account = found->account;
    GroupView view{.line = line_of(account, found->group, domain),
                   .purpose = SafeHtml{account.note_html},
                   .rules = community::rules_of(reader, account.id),
                   .events = load_events_of(reader, {.group = account.id, .limit = next_events}, domain, now),
                   .topics = {},
                   .older_than = {},
                   .changed_at = account.last_status_at.value_or(account.created_at)};
    view.has_past_events = !load_events_of(reader, {.group = account.id, .is_over = true, .limit = 1}, domain, now).empty();
    std::vector<community::Topic> topics;
    if (!request.max_id) topics = community::pinned_topics(reader, account.id, anybody, now);
    auto page = community::topics_of(reader, account.id, anybody, community::TopicOrder::Activity, request);
    for (auto& topic : page.items)
        if (!topic.is_pinned && !is_announced(topic, now)) topics.push_back(std::move(topic));
    view.topics = topic_views(reader, topics, domain, now);
    view.older_than = page.oldest;
    return view;
}

}  // namespace favilla::pages
