// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/similar_ideas.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/html.h"
#include "base/search_text.h"
#include "social/statuses.h"

namespace favilla::community {

namespace {

constexpr double in_text_alone = 0.6, of_the_text = 0.3;
constexpr int read_in_at_once = 100;
constexpr std::int64_t commonest = 500;       // what more ideas than that have tells nothing of one
constexpr std::size_t most_terms_kept = 400;  // of an idea
constexpr std::size_t rarest_looked_up = 16;  // words
constexpr std::size_t most_judged = 60;       // ideas, of those that share most
constexpr std::size_t shortest_word = 3;      // letters

struct Word {
    std::set<std::string> terms;  // its stems
    bool in_title = false;
    std::int64_t ideas = 0;  // that have it
    double weight = 0;
};

// Each word once, as Italian and as English; those of two letters and fewer tell nothing.
std::vector<Word> words_of(std::string_view title, std::string_view text)
{
    std::map<std::string, Word> found;
    std::vector<std::string> order;
    auto take = [&](std::string_view said, bool in_title) {
        auto italian = word_terms(said, "it"), english = word_terms(said, "en");
        for (std::size_t n = 0; n < italian.size() && n < english.size() && order.size() < most_words_compared; ++n) {
            if (italian[n].folded.size() < shortest_word) continue;
            auto [word, is_new] = found.try_emplace(italian[n].term);
            if (is_new) order.push_back(italian[n].term);
            word->second.terms.insert({italian[n].term, english[n].term});
            word->second.in_title |= in_title;
        }
    };
    take(title, true);
    take(text, false);
    std::vector<Word> words;
    for (const auto& term : order) words.push_back(found[term]);
    return words;
}

// As far as it matters: what is commoner is only said to be so.
std::int64_t ideas_with(db::Reader& reader, DomainId domain, const Word& word)
{
    std::size_t most = 0;
    for (const auto& term : word.terms)
        most = std::max(
            most,
            reader.rows("SELECT idea_id FROM idea_terms WHERE domain_id = $1 AND term = $2 LIMIT $3", domain, term, commonest + 1)
                .size());
    return static_cast<std::int64_t>(most);
}

std::int64_t ideas_in(db::Reader& reader, DomainId domain)
{
    return reader
        .value<std::int64_t>("SELECT count(*) FROM ideas WHERE domain_id = $1 AND merged_into IS NULL AND hidden = 0", domain)
        .value_or(0);
}

void weigh(db::Reader& reader, DomainId domain, std::vector<Word>& words)
{
    auto all = static_cast<double>(ideas_in(reader, domain));
    for (auto& word : words) {
        word.ideas = ideas_with(reader, domain, word);
        word.weight = std::log(1 + all / (static_cast<double>(word.ideas) + 0.5));
    }
    std::erase_if(words, [](const Word& word) { return word.ideas > commonest; });
}

// Which of the words each idea has: 2 in its title, 1 in its text alone.
using Sharing = std::map<StatusId, std::map<std::size_t, int>>;

void add_sharing(db::Reader& reader, DomainId domain, const std::vector<Word>& words, std::size_t n, Sharing& sharing)
{
    for (const auto& term : words[n].terms)
        for (const auto& row :
             reader.rows("SELECT idea_id, in_title FROM idea_terms WHERE domain_id = $1 AND term = $2", domain, term)) {
            auto& has = sharing[row.get<StatusId>(0)][n];
            has = std::max(has, row.get<bool>(1) ? 2 : 1);
        }
}

Sharing find_sharing(db::Reader& reader, DomainId domain, const std::vector<Word>& words)
{
    std::vector<std::size_t> rarest;
    for (std::size_t n = 0; n < words.size(); ++n)
        if (words[n].ideas > 0) rarest.push_back(n);
    std::ranges::sort(rarest, {}, [&](std::size_t n) { return std::pair{words[n].ideas, n}; });
    Sharing sharing;
    for (std::size_t n = 0; n < rarest.size() && n < rarest_looked_up; ++n)
        add_sharing(reader, domain, words, rarest[n], sharing);
    return sharing;
}

double share(const std::vector<Word>& words, const std::map<std::size_t, int>& has, double of_text)
{
    double all = 0, shared = 0;
    for (std::size_t n = 0; n < words.size(); ++n) {
        auto weight = words[n].weight * (words[n].in_title ? 1 : of_text);
        all += weight;
        if (auto found = has.find(n); found != has.end()) shared += weight * (found->second == 2 ? 1 : in_text_alone);
    }
    return all > 0 ? shared / all : 0;
}

// One word in common is none where more were said.
double likeness(const std::vector<Word>& words, const std::map<std::size_t, int>& has)
{
    if (has.size() < std::min<std::size_t>(2, words.size())) return 0;
    return std::max(share(words, has, 0), share(words, has, of_the_text));
}

struct Likely {
    StatusId id;
    double likeness = 0;
};

std::vector<Likely> likeliest(const std::vector<Word>& words, const Sharing& sharing)
{
    std::vector<Likely> found;
    for (const auto& [id, has] : sharing)
        if (auto alike = likeness(words, has); alike >= least_likeness) found.push_back({id, alike});
    std::ranges::sort(found, [](const Likely& one, const Likely& other) {
        return one.likeness != other.likeness ? one.likeness > other.likeness : one.id < other.id;
    });
    if (found.size() > most_judged) found.resize(most_judged);
    return found;
}

StatusId root_of_idea(db::Reader& reader, StatusId id)
{
    auto idea = find_idea(reader, id);
    while (idea && idea->merged_into) {
        id = *idea->merged_into;
        idea = find_idea(reader, id);
    }
    return id;
}

std::string words_said(const social::Status& status) { return status.text.empty() ? html_to_text(status.html) : status.text; }

}  // namespace

std::vector<SimilarIdea> similar_ideas(db::Reader& reader, const SimilarQuery& query, social::Viewer viewer)
{
    auto words = words_of(query.title, query.text);
    weigh(reader, query.domain, words);
    auto but = query.but ? std::optional{root_of_idea(reader, *query.but)} : std::nullopt;
    std::vector<SimilarIdea> similar;
    std::set<StatusId> taken;
    for (const auto& one : likeliest(words, find_sharing(reader, query.domain, words))) {
        auto root = root_of_idea(reader, one.id);
        if (root == but || taken.contains(root)) continue;
        // Of each the words were met: of what was merged by somebody who may see it.
        auto met = find_idea_for(reader, query.domain, one.id, viewer);
        auto idea = root == one.id ? met : find_idea_for(reader, query.domain, root, viewer);
        if (!met || !idea || (idea->hidden && idea->space != query.space)) continue;
        taken.insert(root);
        similar.push_back({*std::move(idea), one.likeness});
        if (similar.size() == most_alike) break;
    }
    return similar;
}

SimilarQuery like(db::Reader& reader, const Idea& idea)
{
    auto statuses = social::find_status(reader, idea.id, idea.proposer);
    return {.domain = idea.domain,
            .space = idea.space,
            .title = idea.title,
            .text = statuses ? words_said(*statuses) : std::string{},
            .but = idea.id};
}

void note_idea_words(db::Transaction& tx, StatusId id)
{
    auto idea = find_idea(tx, id);
    if (!idea) return;
    forget_idea_words(tx, id);
    tx.run("UPDATE ideas SET terms_due = 0 WHERE status_id = $1", id);
    std::map<std::string, bool> terms;
    auto take = [&](std::string_view said, bool in_title) {
        for (auto language : {"it", "en"})
            for (auto& word : word_terms(said, language))
                if (word.folded.size() >= shortest_word && terms.size() < most_terms_kept) terms[word.term] |= in_title;
    };
    take(idea->title, true);
    if (auto status = social::find_status(tx, id, idea->proposer)) take(words_said(*status), false);
    for (const auto& [term, in_title] : terms)
        tx.run("INSERT INTO idea_terms (domain_id, term, idea_id, in_title) VALUES ($1, $2, $3, $4)", idea->domain, term, id,
               in_title);
}

void forget_idea_words(db::Transaction& tx, StatusId id) { tx.run("DELETE FROM idea_terms WHERE idea_id = $1", id); }

int read_in_idea_words(db::Database& database)
{
    return database.write([](db::Transaction& tx) {
        auto rows = tx.rows("SELECT status_id FROM ideas WHERE terms_due = 1 ORDER BY status_id LIMIT $1", read_in_at_once);
        for (const auto& row : rows) note_idea_words(tx, row.get<StatusId>(0));
        return static_cast<int>(rows.size());
    });
}

}  // namespace favilla::community
