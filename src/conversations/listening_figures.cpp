// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening_figures.h"

#include <algorithm>
#include <map>
#include <string>

#include "social/read_page.h"
#include "social/search_index.h"
#include "social/visibility.h"

namespace favilla::conversations {

namespace {

// The one place that says which posts count: $1 the query, $2 and $3 the span, $4 the page.
std::string counted(std::string_view selected, std::string_view joined = "")
{
    return "SELECT " + std::string{selected}
         + " FROM listening_hits h JOIN statuses s ON s.id = h.status_id JOIN accounts a ON a.id = h.account_id "
         + std::string{joined} + " WHERE h.query_id = $1 AND h.at >= $2 AND h.at < $3 AND "
         + std::string{social::found_by_strangers}
         + " AND s.deleted_at IS NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
           "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = h.account_id AND b.target_id = $4)";
}

// And the one that says how each counts.
std::string code_of_post() { return social::act_code("h.account_id", social::ActKind::Answer, "h.status_id"); }

std::size_t steps_of(const ListeningSpan& span, Duration step)
{
    auto length = (span.until - span.from).milliseconds;
    return length <= 0 ? 0 : static_cast<std::size_t>((length + step.milliseconds - 1) / step.milliseconds);
}

}  // namespace

std::vector<VolumePoint> listening_volume(db::Reader& reader, const Listening& listening, const ListeningSpan& span,
                                          Duration step)
{
    static const std::string posts =
        "SELECT place, count(*), sum(CASE WHEN " + social::is_authentic_code("code")
        + " THEN 1 ELSE 0 END), count(DISTINCT account_id) FROM ("
        + counted("(h.at - $2) / $5 AS place, h.account_id AS account_id, " + code_of_post() + " AS code")
        + ") heard GROUP BY place";
    std::vector<VolumePoint> points(steps_of(span, step));
    for (std::size_t i = 0; i < points.size(); ++i)
        points[i].at = span.from + Duration{step.milliseconds * static_cast<std::int64_t>(i)};
    for (const auto& row : reader.rows(posts, listening.id, span.from, span.until, listening.page, step)) {
        auto& point = points.at(row.get<std::size_t>(0));
        point.posts = row.get<std::int64_t>(1);
        point.authentic = row.get<std::int64_t>(2);
        point.people = row.get<std::int64_t>(3);
    }
    return points;
}

ListeningTotal listening_total(db::Reader& reader, const Listening& listening, const ListeningSpan& span)
{
    static const std::string by_code =
        "SELECT code, count(*) FROM (" + counted(code_of_post() + " AS code") + ") heard GROUP BY code";
    static const std::string people = counted("count(DISTINCT h.account_id)");
    ListeningTotal total;
    for (const auto& row : reader.rows(by_code, listening.id, span.from, span.until, listening.page))
        total.posts.add(static_cast<social::ActCode>(row.get<int>(0)), row.get<std::int64_t>(1));
    total.people = reader.value<std::int64_t>(people, listening.id, span.from, span.until, listening.page).value_or(0);
    return total;
}

Speakers listening_speakers(db::Reader& reader, const Listening& listening, const ListeningSpan& span)
{
    static const std::string by_account = "SELECT account_id, count(*), sum(CASE WHEN " + social::is_authentic_code("code")
                                        + " THEN 1 ELSE 0 END) FROM ("
                                        + counted("h.account_id AS account_id, " + code_of_post() + " AS code")
                                        + ") heard GROUP BY account_id ORDER BY count(*) DESC, account_id";
    Speakers speakers;
    double sum = 0, squares = 0;
    for (const auto& row : reader.rows(by_account, listening.id, span.from, span.until, listening.page)) {
        auto posts = row.get<std::int64_t>(1);
        ++speakers.people;
        sum += static_cast<double>(posts);
        squares += static_cast<double>(posts) * static_cast<double>(posts);
        if (std::ssize(speakers.named) < most_named_speakers)
            speakers.named.push_back({row.get<AccountId>(0), posts, row.get<std::int64_t>(2)});
    }
    if (speakers.people > 0) speakers.effective = sum * sum / squares;
    if (speakers.people < least_named_speakers) speakers.named.clear();
    return speakers;
}

HeardPeople listening_heard(db::Reader& reader, const Listening& listening, const ListeningSpan& span)
{
    auto summed = [](std::string_view code, std::string_view joined) {
        return "SELECT account_id, count(*), sum(CASE WHEN " + social::is_authentic_code("code") + " THEN 1 ELSE 0 END) FROM ("
             + counted("h.account_id AS account_id, " + std::string{code} + " AS code", joined) + ") heard GROUP BY account_id";
    };
    static const std::string answers = summed(
        social::act_code("r.account_id", social::ActKind::Answer, "r.id"),
        "JOIN statuses r ON r.in_reply_to_id = h.status_id AND r.account_id <> h.account_id AND r.deleted_at IS NULL "
        "AND r.visibility <= 1 JOIN accounts w ON w.id = r.account_id AND w.suspended_at IS NULL AND w.deleted_at IS NULL");
    static const std::string boosts = summed(
        social::act_code("r.account_id", social::ActKind::Boost, "h.status_id"),
        "JOIN statuses r ON r.boost_of_id = h.status_id AND r.id >= 281474976710656 AND r.account_id <> h.account_id AND r.deleted_at IS NULL "
        "JOIN accounts w ON w.id = r.account_id AND w.suspended_at IS NULL AND w.deleted_at IS NULL");
    std::map<AccountId, HeardPerson> people;
    for (const auto& row : reader.rows(answers, listening.id, span.from, span.until, listening.page)) {
        auto& one = people[row.get<AccountId>(0)];
        one.answers = row.get<std::int64_t>(1);
        one.authentic += row.get<std::int64_t>(2);
    }
    for (const auto& row : reader.rows(boosts, listening.id, span.from, span.until, listening.page)) {
        auto& one = people[row.get<AccountId>(0)];
        one.boosts = row.get<std::int64_t>(1);
        one.authentic += row.get<std::int64_t>(2);
    }
    HeardPeople heard;
    double sum = 0, squares = 0;
    for (auto& [account, one] : people) {
        one.account = account;
        sum += static_cast<double>(one.authentic);
        squares += static_cast<double>(one.authentic) * static_cast<double>(one.authentic);
        heard.named.push_back(one);
    }
    heard.people = std::ssize(heard.named);
    if (squares > 0) heard.effective = sum * sum / squares;
    std::ranges::sort(heard.named, [](const HeardPerson& one, const HeardPerson& other) {
        return one.authentic != other.authentic ? one.authentic > other.authentic : one.account < other.account;
    });
    if (std::ssize(heard.named) > most_named_speakers) heard.named.resize(most_named_speakers);
    return heard;
}

Loudness listening_bursts(db::Reader& reader, const Listening& listening, const ListeningSpan& span)
{
    // The last day that is told of need not be over: fewer posts than it will have make it no louder.
    auto points =
        listening_volume(reader, listening, {listening.since, start_of_day(span.until - Duration{1}) + days(1)}, days(1));
    std::vector<std::int64_t> posts;
    for (const auto& point : points) posts.push_back(point.posts);
    auto judged = judge_days(posts);
    Loudness told{.days = {}, .bursts = {}, .judged_from = listening.since + days(least_baseline_days)};
    for (std::size_t i = 0; i < points.size(); ++i)
        if (judged[i] && points[i].at >= span.from)
            told.days.push_back({points[i].at, judged[i]->expected, judged[i]->limit, judged[i]->is_loud});
    for (const auto& burst : bursts_of(posts, judged)) {
        if (points[burst.last].at < span.from) continue;
        ListeningBurst one{.first = points[burst.first].at,
                           .last = points[burst.last].at,
                           .peak = points[burst.peak].at,
                           .posts = burst.posts,
                           .authentic = 0,
                           .expected = burst.expected,
                           .p = burst.p};
        for (auto day = burst.first; day <= burst.last; ++day) one.authentic += points[day].authentic;
        told.bursts.push_back(one);
    }
    return told;
}

social::Page<social::Status> listening_posts(db::Reader& reader, const Listening& listening, const ListeningPosts& which,
                                             const social::PageRequest& request)
{
    static const std::string found =
        counted(social::status_columns)
        + " AND h.status_id > $5 AND h.status_id < $6 AND ($7 = 0 OR h.account_id = $7) ORDER BY h.status_id ";
    auto rows =
        reader.rows(found + (request.forwards() ? "ASC" : "DESC") + " LIMIT $8", listening.id, which.span.from, which.span.until,
                    listening.page, request.after(), request.before(), which.account.value_or(AccountId{}), request.limit);
    auto page = social::read_page<social::Status>(rows, request, [](const db::Row& row) { return social::read_status(row); });
    // What counts may be seen by the page: the one policy has the last word all the same.
    auto visible = social::visible_among(reader, page.items, listening.page);
    std::erase_if(page.items, [&](const social::Status& status) { return !visible.contains(status.id); });
    return page;
}

}  // namespace favilla::conversations
