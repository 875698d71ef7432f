// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/trend_reviews.h"

#include <unordered_map>

#include "base/text.h"
#include "social/publishers.h"
#include "social/read_page.h"

namespace favilla::social {

namespace {

struct Rule {
    bool usable = true, listable = true;
    std::optional<bool> trendable;
    std::optional<Time> reviewed_at;
    bool may_trend(bool otherwise) const { return usable && listable && trendable.value_or(otherwise); }
};

std::unordered_map<TagId, Rule> rules_among(db::Reader& reader, DomainId domain, std::span<const TagId> ids)
{
    std::unordered_map<TagId, Rule> rules;
    for (const auto& row : reader.rows("SELECT tag_id, usable, listable, trendable, reviewed_at FROM tag_rules "
                                       "WHERE domain_id = $1 AND tag_id IN EACH($2)",
                                       domain, db::list_of(ids)))
        rules[row.get<TagId>(0)] = {.usable = row.get<bool>(1),
                                    .listable = row.get<bool>(2),
                                    .trendable = row.get<std::optional<bool>>(3),
                                    .reviewed_at = row.get<std::optional<Time>>(4)};
    return rules;
}

template <class Subject>
std::unordered_map<Subject, bool> decisions(db::Reader& reader, DomainId domain, std::string_view kind,
                                            std::span<const Subject> ids)
{
    std::unordered_map<Subject, bool> found;
    for (const auto& row : reader.rows("SELECT subject_id, approved FROM trend_decisions "
                                       "WHERE domain_id = $1 AND kind = $2 AND subject_id IN EACH($3)",
                                       domain, kind, db::list_of(ids)))
        found[row.template get<Subject>(0)] = row.template get<bool>(1);
    return found;
}

// What nobody decided of one by itself is as `otherwise` has it, and else as the organisation chose for what nobody has looked at.
template <class Subject>
std::unordered_map<Subject, TrendReview> reviews(db::Reader& reader, DomainId domain, std::string_view kind,
                                                 std::span<const Subject> ids, const std::unordered_map<Subject, bool>& otherwise)
{
    const auto decided = decisions(reader, domain, kind, ids);
    auto shown_undecided = !trends_are_reviewed(reader, domain);
    std::unordered_map<Subject, TrendReview> found;
    for (auto id : ids) {
        std::optional<bool> decision;
        for (const auto* known : {&decided, &otherwise})
            if (auto one = known->find(id); !decision && one != known->end()) decision = one->second;
        found[id] = {.trendable = decision.value_or(shown_undecided), .requires_review = !decision};
    }
    return found;
}

template <class Subject>
std::unordered_set<Subject> held_among(const std::unordered_map<Subject, TrendReview>& reviewed)
{
    std::unordered_set<Subject> held;
    for (const auto& [id, review] : reviewed)
        if (!review.trendable) held.insert(id);
    return held;
}

void decide(db::Transaction& tx, DomainId domain, std::string_view kind, std::int64_t subject, TrendDecision decision, Time now)
{
    tx.run(
        "INSERT INTO trend_decisions (domain_id, kind, subject_id, approved, decided_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (domain_id, kind, subject_id) DO UPDATE SET approved = excluded.approved, decided_at = excluded.decided_at",
        domain, kind, subject, decision == TrendDecision::Approve, now);
}

std::unexpected<Error> not_found() { return refuse(ErrorCode::NotFound, "record.not_found"); }

}  // namespace

bool trends_are_reviewed(db::Reader& reader, DomainId domain)
{
    return reader.value<bool>("SELECT reviewed FROM trend_settings WHERE domain_id = $1", domain).value_or(false);
}

void choose_trend_review(db::Transaction& tx, DomainId domain, bool reviewed)
{
    tx.run("INSERT INTO trend_settings (domain_id, reviewed) VALUES ($1, $2) "
           "ON CONFLICT (domain_id) DO UPDATE SET reviewed = excluded.reviewed",
           domain, reviewed);
}

std::vector<ReviewedTag> reviewed_tags(db::Reader& reader, DomainId domain, std::span<const TagId> ids, Time now)
{
    auto otherwise = !trends_are_reviewed(reader, domain);
    auto rules = rules_among(reader, domain, ids);
    std::unordered_map<TagId, std::string> displays;
    for (const auto& row : reader.rows("SELECT id, display FROM tags WHERE id IN EACH($1)", db::list_of(ids)))
        displays[row.get<TagId>(0)] = row.get<std::string>(1);
    std::vector<ReviewedTag> tags;
    for (auto& tag : tags_among(reader, ids, {}, now)) {
        auto rule = rules[*tag.id];
        tag.name = displays.at(*tag.id);
        tags.push_back({.tag = std::move(tag),
                        .usable = rule.usable,
                        .listable = rule.listable,
                        .trendable = rule.trendable.value_or(otherwise),
                        .reviewed_at = rule.reviewed_at});
    }
    return tags;
}

std::optional<ReviewedTag> find_reviewed_tag(db::Reader& reader, DomainId domain, TagId id, Time now)
{
    auto found = reviewed_tags(reader, domain, {&id, 1}, now);
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

Page<ReviewedTag> all_tags(db::Reader& reader, DomainId domain, const PageRequest& request, Time now)
{
    auto rows = reader.rows(request.forwards() ? "SELECT id FROM tags WHERE id < $1 AND id > $2 ORDER BY id LIMIT $3"
                                               : "SELECT id FROM tags WHERE id < $1 AND id > $2 ORDER BY id DESC LIMIT $3",
                            request.before(), request.after(), request.limit);
    auto page = read_page<TagId>(rows, request, [](const db::Row& row) { return row.get<TagId>(0); });
    return {.items = reviewed_tags(reader, domain, page.items, now), .newest = page.newest, .oldest = page.oldest};
}

Result<ReviewedTag> rule_on_tag(db::Transaction& tx, DomainId domain, TagId id, const TagRuling& ruling, Time now)
{
    auto name = tx.value<std::string>("SELECT name FROM tags WHERE id = $1", id);
    if (!name) return not_found();
    if (ruling.display_name) {
        if (fold(*ruling.display_name) != *name || !is_tag_name(*ruling.display_name))
            return refuse(ErrorCode::Invalid, "tag.other_name", {{"name", *name}, {"field", "display_name"}});
        tx.run("UPDATE tags SET display = $2 WHERE id = $1", id, *ruling.display_name);
    }
    auto before = rules_among(tx, domain, {&id, 1})[id];
    tx.run("INSERT INTO tag_rules (domain_id, tag_id, usable, listable, trendable, reviewed_at) VALUES ($1, $2, $3, $4, $5, $6) "
           "ON CONFLICT (domain_id, tag_id) DO UPDATE SET usable = excluded.usable, listable = excluded.listable, "
           "trendable = excluded.trendable, reviewed_at = excluded.reviewed_at",
           domain, id, ruling.usable.value_or(before.usable), ruling.listable.value_or(before.listable),
           ruling.trendable ? ruling.trendable : before.trendable, now);
    return *find_reviewed_tag(tx, domain, id, now);
}

Result<ReviewedTag> decide_tag_trend(db::Transaction& tx, DomainId domain, TagId id, TrendDecision decision, Time now)
{
    return rule_on_tag(tx, domain, id,
                       {.display_name = {}, .usable = {}, .listable = {}, .trendable = decision == TrendDecision::Approve}, now);
}

Result<void> decide_status_trend(db::Transaction& tx, DomainId domain, StatusId id, TrendDecision decision, Time now)
{
    if (!tx.row("SELECT 1 FROM statuses WHERE id = $1 AND visibility = 0 AND deleted_at IS NULL", id)) return not_found();
    decide(tx, domain, "status", id.value, decision, now);
    return {};
}

Result<void> decide_link_trend(db::Transaction& tx, DomainId domain, PreviewId id, TrendDecision decision, Time now)
{
    if (!tx.row("SELECT 1 FROM previews WHERE id = $1 AND supplied_for IS NULL AND title <> ''", id)) return not_found();
    decide(tx, domain, "link", id.value, decision, now);
    return {};
}

std::unordered_set<TagId> tags_held_back(db::Reader& reader, DomainId domain, std::span<const TagId> ids)
{
    auto otherwise = !trends_are_reviewed(reader, domain);
    auto rules = rules_among(reader, domain, ids);
    std::unordered_set<TagId> held;
    for (auto id : ids)
        if (!rules[id].may_trend(otherwise)) held.insert(id);
    return held;
}

std::unordered_set<StatusId> statuses_held_back(db::Reader& reader, DomainId domain, std::span<const StatusId> ids)
{
    return held_among(status_reviews(reader, domain, ids));
}

std::unordered_set<PreviewId> links_held_back(db::Reader& reader, DomainId domain, std::span<const PreviewId> ids)
{
    return held_among(link_reviews(reader, domain, ids));
}

std::unordered_map<StatusId, TrendReview> status_reviews(db::Reader& reader, DomainId domain, std::span<const StatusId> ids)
{
    return reviews(reader, domain, "status", ids, {});
}

std::unordered_map<PreviewId, TrendReview> link_reviews(db::Reader& reader, DomainId domain, std::span<const PreviewId> ids)
{
    return reviews(reader, domain, "link", ids, decided_by_publisher(reader, domain, ids));
}

std::optional<std::string> unusable_tag(db::Reader& reader, DomainId domain, const std::vector<std::string>& names)
{
    if (names.empty()) return std::nullopt;
    return reader.value<std::string>("SELECT t.name FROM tag_rules r JOIN tags t ON t.id = r.tag_id "
                                     "WHERE r.domain_id = $1 AND r.usable = 0 AND t.name IN TEXTS($2) ORDER BY t.name LIMIT 1",
                                     domain, db::list_of_texts(names));
}

void forget_trend_decisions(db::Transaction& tx, Time before)
{
    tx.run("DELETE FROM trend_decisions WHERE decided_at < $1 "
           "AND (kind = 'status' OR NOT EXISTS (SELECT 1 FROM previews p WHERE p.id = subject_id))",
           before);
}

void forget_trend_reviews_of(db::Transaction& tx, DomainId domain)
{
    tx.run("DELETE FROM trend_settings WHERE domain_id = $1", domain);
    tx.run("DELETE FROM tag_rules WHERE domain_id = $1", domain);
    tx.run("DELETE FROM trend_decisions WHERE domain_id = $1", domain);
}

}  // namespace favilla::social
