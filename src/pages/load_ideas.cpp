// SPDX-License-Identifier: AGPL-3.0-or-later
// What the roadmap and the pages of ideas show, of load.h.
#include <unordered_map>

#include "community/idea_acts.h"
#include "community/idea_credits.h"
#include "pages/load.h"

namespace favilla::pages {

namespace {

using community::IdeaState;

constexpr social::Viewer anybody{};
constexpr int ideas_of_each = 10;
constexpr int ideas_of_one = 40;
constexpr int most_voters = 80;
// What is being made first, what was put aside last.
constexpr IdeaState in_order[] = {IdeaState::InProgress, IdeaState::Planned, IdeaState::Shipped,
                                  IdeaState::Discussing, IdeaState::New,     IdeaState::Declined};

using Authors = std::unordered_map<AccountId, AuthorView>;

Authors load_authors(db::Reader& reader, const std::vector<AccountId>& ids, const social::Domain& domain)
{
    Authors authors;
    for (const auto& account : social::find_accounts(reader, ids)) {
        auto view = author_view(account, domain);
        if (account.kind == social::AccountKind::Group && account.domain)
            view.profile = Url::local("/groups/" + url_segment(account.username));
        authors.emplace(account.id, std::move(view));
    }
    return authors;
}

std::vector<IdeaLine> lines_of(db::Reader& reader, const std::vector<community::Idea>& ideas, const social::Domain& domain)
{
    std::vector<AccountId> people;
    std::vector<StatusId> ids;
    for (const auto& idea : ideas) {
        ids.push_back(idea.id);
        people.push_back(idea.proposer);
        if (idea.space) people.push_back(*idea.space);
    }
    auto authors = load_authors(reader, people, domain);
    std::unordered_map<StatusId, std::int64_t> answers;
    for (const auto& status : social::find_statuses(reader, ids, anybody)) answers.emplace(status.id, status.replies_count);
    std::vector<IdeaLine> lines;
    for (const auto& idea : ideas)
        lines.push_back({.id = idea.id,
                         .title = idea.title,
                         .state = std::string{name_of(idea.state)},
                         .word = idea.word,
                         .proposer = authors.at(idea.proposer),
                         .space = idea.space ? std::optional{authors.at(*idea.space)} : std::nullopt,
                         .votes = idea.votes,
                         .authentic_votes = idea.authentic_votes,
                         .answers = answers[idea.id],
                         .changed_at = idea.changed_at});
    return lines;
}

std::vector<IdeaChangeView> change_views(db::Reader& reader, StatusId id, const social::Domain& domain)
{
    std::vector<IdeaChangeView> views;
    auto changes = community::changes_of(reader, id);
    std::vector<AccountId> people;
    std::vector<StatusId> named;
    for (const auto& change : changes) {
        people.push_back(change.by);
        if (change.other) named.push_back(*change.other);
    }
    auto authors = load_authors(reader, people, domain);
    auto lines = lines_of(reader, community::find_ideas_for(reader, domain.id, named, anybody), domain);
    for (const auto& change : changes) {
        auto other = std::ranges::find_if(lines, [&](const IdeaLine& line) { return line.id == change.other; });
        views.push_back({.kind = change.kind,
                         .state = change.to ? std::string{name_of(*change.to)} : "",
                         .by = authors.at(change.by),
                         .word = change.word,
                         .other = other == lines.end() ? std::nullopt : std::optional{*other},
                         .at = change.created_at});
    }
    return views;
}

void load_credits(db::Reader& reader, IdeaView& view, const social::Domain& domain)
{
    auto shapers = community::shapers_of(reader, view.line.id);
    auto voters = community::voters_of(reader, view.line.id, {.max_id = {}, .since_id = {}, .min_id = {}, .limit = most_voters});
    std::vector<AccountId> people;
    for (const auto& shaper : shapers) people.push_back(shaper.account);
    for (const auto& voter : voters.items) people.push_back(voter.account);
    auto authors = load_authors(reader, people, domain);
    for (const auto& shaper : shapers) {
        if (shaper.proposed) view.proposed.push_back(authors.at(shaper.account));
        if (!shaper.answered.empty()) view.answered.push_back(authors.at(shaper.account));
    }
    for (const auto& voter : voters.items) view.voted.push_back(authors.at(voter.account));
    view.has_more_voters = voters.oldest.has_value();
}

}  // namespace

RoadmapView load_roadmap(db::Reader& reader, std::string_view state, std::optional<StatusId> after, const social::Domain& domain)
{
    RoadmapView view{.state = std::string{state}, .columns = {}};
    for (auto one : in_order) {
        if (!state.empty() && state != name_of(one)) continue;
        community::IdeaQuery query{.domain = domain.id, .space = {}, .state = one, .after = {}};
        query.limit = state.empty() ? ideas_of_each : ideas_of_one;
        if (!state.empty()) query.after = after;
        auto page = community::ideas_of(reader, query, anybody);
        view.columns.push_back({std::string{name_of(one)}, lines_of(reader, page.items, domain), page.next});
    }
    return view;
}

std::optional<IdeaView> load_idea(db::Reader& reader, StatusId id, const social::Domain& domain, Time now)
{
    auto idea = community::find_idea_for(reader, domain.id, id, anybody);
    auto status = idea ? social::find_status(reader, id, anybody) : std::nullopt;
    if (!status) return std::nullopt;
    auto posts = post_views(social::load_views(reader, {*status}, anybody), domain, now);
    IdeaView view{.line = lines_of(reader, {*idea}, domain).front(),
                  .post = posts.front(),
                  .merged_into = idea->merged_into,
                  .changes = change_views(reader, id, domain),
                  .proposed = {},
                  .answered = {},
                  .voted = {}};
    load_credits(reader, view, domain);
    return view;
}

}  // namespace favilla::pages
