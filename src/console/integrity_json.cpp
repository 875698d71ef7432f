// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/integrity_json.h"

#include "mastodon/account_json.h"
#include "social/statuses.h"

namespace favilla::console {

namespace {

using integrity::Finding;

void write_signals(JsonWriter& json, const std::vector<integrity::SignalFigure>& signals)
{
    json.key("signals").array(signals, [&](const integrity::SignalFigure& figure) {
        json.object([&] {
            json.field("signal", integrity::name_of(figure.signal));
            json.field("p", figure.p);
            json.field("q", figure.q);
        });
    });
}

void write_member(JsonWriter& json, const mastodon::Api& api, const integrity::FindingMember& member, const Accounts& people)
{
    json.object([&] {
        write_person(json, api, people, "account", member.account);
        auto known = people.find(member.account);
        json.field("is_remote", known == people.end() || known->second.domain != api.domain.id);
        json.field("standing", name_of(member.standing));
        write_signals(json, member.signals);
        json.field("answer", member.answer);
        json.field("answered_at", member.answered_at);
        json.field("decide_by", member.standing == integrity::Standing::Appealed && member.answered_at
                                    ? std::optional{*member.answered_at + integrity::appeal_time}
                                    : std::nullopt);
        write_person(json, api, people, "decided_by", member.decided_by);
        json.field("reason", member.reason);
        json.field("changed_at", member.changed_at);
    });
}

void write_post(JsonWriter& json, const integrity::EvidencePost& post, bool is_there)
{
    json.object([&] {
        json.field("status_id", post.status);
        json.field("is_gone", !is_there);
        json.field("kind", post.kind);
        json.field("published_at", time_of_seconds(post.published_at));
        json.field("together", post.together);
        json.key("acts").array(post.acts, [&](const integrity::EvidenceAct& act) {
            json.object([&] {
                json.field("account_id", act.account);
                json.field("at", time_of_seconds(act.at));
            });
        });
    });
}

void write_entry(JsonWriter& json, const mastodon::Api& api, const integrity::OpenedEntry& one, const Accounts& people)
{
    json.object([&] {
        json.field("number", one.entry.number);
        json.field("act", one.entry.act);
        json.field("at", one.entry.at);
        write_person(json, api, people, "by", one.actor);
        write_person(json, api, people, "account", one.subject);
        json.field("words", one.words);
    });
}

}  // namespace

Time time_of_seconds(std::int64_t at) { return Time{} + seconds(at); }

std::vector<AccountId> people_of(const Finding& finding)
{
    std::vector<AccountId> people;
    for (const auto& member : finding.members) {
        people.push_back(member.account);
        if (member.decided_by) people.push_back(*member.decided_by);
    }
    if (finding.reviewer) people.push_back(*finding.reviewer);
    return people;
}

std::set<StatusId> still_there(db::Reader& reader, const integrity::Evidence& evidence, AccountId viewer)
{
    std::vector<StatusId> shown;
    for (const auto& post : evidence.shown) shown.push_back(post.status);
    std::set<StatusId> there;
    for (const auto& status : social::find_statuses(reader, shown, viewer))
        if (!status.deleted_at) there.insert(status.id);
    return there;
}

void write_weeks(JsonWriter& json, const integrity::Evidence& evidence)
{
    json.key("weeks").array(evidence.weeks, [&](const integrity::EvidenceWeek& week) {
        json.object([&] {
            json.field("begins", iso_date(time_of_seconds(week.begins)));
            json.field("posts", week.posts);
            json.field("observed", week.observed);
            json.field("expected", week.expected);
        });
    });
}

void write_finding(JsonWriter& json, const mastodon::Api& api, const ShownFinding& shown, const Accounts& people,
                   FindingDetail detail)
{
    const auto& finding = shown.finding;
    json.object([&] {
        json.field("id", finding.id);
        json.field("state", name_of(finding.state));
        json.field("level", is_eligible(finding) ? "eligible" : "watch");
        json.field("nights", finding.nights);
        json.field("seen_on", iso_date(Time{} + days(finding.seen_day)));
        json.field("found_at", finding.found_at);
        json.field("noticed_at", finding.noticed_at);
        json.field("due_at", due_at(finding));
        write_person(json, api, people, "reviewer", finding.reviewer);
        json.field("reason", finding.reason);
        json.field("posts", finding.evidence.posts);
        json.field("days", finding.evidence.days);
        json.field("observed", finding.evidence.observed);
        json.field("expected", finding.evidence.expected);
        json.field("near_days", finding.evidence.near_days);
        json.field("near_expected", finding.evidence.near_expected);
        write_signals(json, finding.evidence.signals);
        json.key("members").array(finding.members, [&](const auto& member) { write_member(json, api, member, people); });
        if (detail == FindingDetail::Line) return;
        write_weeks(json, finding.evidence);
        json.key("shown").array(finding.evidence.shown,
                                [&](const auto& post) { write_post(json, post, shown.there.contains(post.status)); });
        json.key("entries").array(shown.entries, [&](const auto& entry) { write_entry(json, api, entry, people); });
    });
}

void write_disclosure(JsonWriter& json, const mastodon::Api& api, const integrity::Disclosure& disclosure, const Accounts& people)
{
    json.object([&] {
        json.field("id", disclosure.id);
        write_known_person(json, api, people, "page", disclosure.page);
        json.field("relation", name_of(disclosure.relation));
        json.field("created_at", disclosure.created_at);
        json.field("ended_at", disclosure.ended_at);
    });
}

}  // namespace favilla::console
