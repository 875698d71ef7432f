// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/archive_integrity.h"

#include "base/json_writer.h"
#include "integrity/chain.h"
#include "integrity/disclosures.h"
#include "integrity/findings.h"
#include "social/accounts.h"
#include "social/net_tags.h"
#include "social/remote_statuses.h"
#include "social/status_ties.h"

namespace favilla::activitypub {

namespace {

std::string uri_of(db::Reader& reader, AccountId id)
{
    auto account = social::find_account(reader, id);
    return account ? account->uri : std::string{};
}

void write_told(JsonWriter& json, db::Reader& reader, AccountId account)
{
    json.key("disclosures").array(integrity::disclosures_of(reader, account), [&](const integrity::Disclosure& one) {
        json.object([&] {
            json.field("page", uri_of(reader, one.page));
            json.field("relation", integrity::name_of(one.relation));
            json.field("created_at", one.created_at);
            json.field("ended_at", one.ended_at);
        });
    });
    json.key("teams").array(integrity::teams_of(reader, account), [&](AccountId page) { json.value(uri_of(reader, page)); });
    auto tied = social::status_ties_among(reader, social::tied_statuses_of(reader, account));
    json.key("ties_of_posts").array(tied, [&](const social::StatusTie& tie) {
        json.object([&] {
            json.field("status", social::uri_of_status(reader, tie.status));
            json.field("page", uri_of(reader, tie.page));
            json.field("relation", tie.relation);
        });
    });
}

void write_finding(JsonWriter& json, db::Reader& reader, const integrity::Finding& finding, AccountId account)
{
    const auto& member = *finding.member(account);
    json.object([&] {
        json.field("id", finding.id);
        json.field("standing", name_of(member.standing));
        json.field("noticed_at", finding.noticed_at);
        json.field("answer", member.answer);
        json.field("answered_at", member.answered_at);
        json.field("reason", member.reason);
        json.field("accounts", finding.members.size());
        json.field("posts", finding.evidence.posts);
        json.field("days", finding.evidence.days);
        json.field("observed", finding.evidence.observed);
        json.field("expected", finding.evidence.expected);
        json.key("signals").array(member.signals, [&](const integrity::SignalFigure& figure) {
            json.object([&] {
                json.field("signal", integrity::name_of(figure.signal));
                json.field("p", figure.p);
                json.field("q", figure.q);
            });
        });
        json.key("acts").begin_array();
        for (const auto& post : finding.evidence.shown)
            for (const auto& act : post.acts) {
                if (act.account != account) continue;
                json.object([&] {
                    json.field("status", social::uri_of_status(reader, post.status));
                    json.field("at", Time{} + seconds(act.at));
                });
            }
        json.end_array();
    });
}

}  // namespace

std::string archived_integrity(db::Reader& reader, AccountId account)
{
    return write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("account_id",
                       account);  // what stands behind commitments, with the salt of each (docs/methods/integrity.en.md)
            write_told(json, reader, account);
            json.key("network_tags").array(social::net_tags_of(reader, account), [&](const social::NetTag& tag) {
                json.object([&] {
                    json.field("day", iso_date(Time{} + days(tag.day)));
                    json.field("tag", tag.tag);
                });
            });
            json.key("findings").array(integrity::findings_about(reader, account), [&](const integrity::Finding& finding) {
                write_finding(json, reader, finding, account);
            });
            json.key("log").array(integrity::entries_about(reader, account), [&](const integrity::OwnEntry& own) {
                json.object([&] {
                    json.field("number", own.entry.number);
                    json.field("act", own.entry.act);
                    json.field("at", own.entry.at);
                    json.field("part", own.part);
                    json.field("salt", own.salt);
                    if (own.part == "words") json.field("words", own.words);
                    json.field("hash", own.entry.hash);
                });
            });
        });
    });
}

}  // namespace favilla::activitypub
