// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/integrity — what the team is told of coordinated support and does about it, and the log that everybody may read.
#include "console/integrity_json.h"
#include "console/routes.h"
#include "integrity/process.h"
#include "integrity/quarter_notes.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using integrity::FindingId;

constexpr int most_entries = 200, most_heads = 90;

net::Response finding_response(Api& api, FindingId id)
{
    Accounts people;
    auto shown = api.db.read([&](db::Reader& reader) -> std::optional<ShownFinding> {
        auto finding = integrity::find_finding(reader, api.domain.id, id);
        if (!finding) return std::nullopt;
        ShownFinding found{std::move(*finding), integrity::entries_of_finding(reader, api.domain.id, id)};
        found.there = still_there(reader, found.finding.evidence, api.me());
        auto named = people_of(found.finding);
        for (const auto& entry : found.entries) {
            if (entry.actor) named.push_back(*entry.actor);
            if (entry.subject) named.push_back(*entry.subject);
        }
        people = load_accounts(reader, named);
        return found;
    });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_finding(json, api, *shown, people, FindingDetail::Whole); });
}

Result<void> act_on(db::Transaction& tx, Api& api, FindingId id)
{
    integrity::Reviewer by{api.person(), api.domain.id};
    const auto& random = api.services.random;
    auto act = api.params.text_or("act", ""), reason = api.params.text_or("reason", "");
    auto account = api.params.id<AccountId>("account_id").value_or(AccountId{});
    if (act == "review") return integrity::begin_review(tx, random, by, id, api.now);
    if (act == "dismiss") return integrity::dismiss(tx, random, by, id, reason, api.now);
    if (act == "notice") return integrity::give_notice(tx, random, by, id, api.now);
    if (act == "publish") return integrity::publish_labels(tx, random, by, id, api.now);
    if (act == "accept")
        return integrity::decide_answer(tx, random, by, id, account, integrity::Decision::Accept, reason, api.now);
    if (act == "refuse")
        return integrity::decide_answer(tx, random, by, id, account, integrity::Decision::Refuse, reason, api.now);
    if (act == "lift") return integrity::lift_label(tx, random, by, id, account, reason, api.now);
    return refuse(ErrorCode::Invalid, "integrity.act");
}

void write_logged(JsonWriter& json, const integrity::LogEntry& entry)
{
    json.object([&] {
        json.field("number", entry.number);
        json.field("at", entry.at.milliseconds);
        json.field("act", entry.act);
        json.field("finding", entry.finding);
        json.field("state", entry.state);
        json.field("actor", entry.actor);
        json.field("subject", entry.subject);
        json.field("words", entry.words);
        json.field("digest", entry.digest);
        json.field("counts", entry.counts);
        json.field("previous", entry.previous);
        json.field("hash", entry.hash);
    });
}

void write_head(JsonWriter& json, const integrity::Head& head)
{
    json.object([&] {
        json.field("day", iso_date(Time{} + days(head.day)));
        json.field("number", head.number);
        json.field("hash", head.hash);
        json.field("public_key", head.public_key);
        json.field("signature", head.signature);
    });
}

void write_tally(JsonWriter& json, const integrity::Tally& tally)
{
    json.key("counts").object([&] {
        json.field("runs", tally.runs);
        json.field("findings", tally.findings);
        json.field("dismissed", tally.dismissed);
        json.field("notices", tally.notices);
        json.field("disclosed", tally.affiliated);
        json.field("labels", tally.labels);
        json.field("lifted", tally.lifted);
        json.field("appeals", tally.appeals);
        json.field("appeals_upheld", tally.upheld);
        json.field("appeals_refused", tally.refused);
    });
}

void write_acts(JsonWriter& json, std::string_view name, const integrity::CountedActs& acts)
{
    json.key(name).object([&] {
        json.field("raw", acts.raw);
        json.field("affiliated", acts.affiliated);
        json.field("coordinated", acts.coordinated);
        json.field("machine", acts.machine);
        json.field("left_out", acts.left_out());
    });
}

// Both null in notes of before they were counted.
void write_left_out(JsonWriter& json, const integrity::QuarterNote& note)
{
    if (!note.tells_left_out) {
        json.field("left_out", nullptr);
        json.field("calibration", nullptr);
        return;
    }
    json.key("left_out").object([&] {
        write_acts(json, "favourites", note.favourites);
        write_acts(json, "boosts", note.boosts);
        write_acts(json, "answers", note.answers);
    });
    json.key("calibration").object([&] {
        json.field("expected_wrong", note.expected());
        json.field("observed_wrong", note.overturned());
        json.field("lapsed", note.lapsed);
        json.field("shuffled_communities", note.communities);
        json.field("shuffled_accounts", note.tried);
        json.field("shuffled_found", note.tried_found);
    });
}

void write_note(JsonWriter& json, const integrity::QuarterNote& note)
{
    json.object([&] {
        json.field("quarter", note.quarter);
        json.field("number", note.number);
        json.field("made_at", note.made_at);
        json.field("found", note.found);
        json.field("dismissed", note.dismissed);
        json.field("asked", note.asked);
        json.field("disclosed", note.disclosed);
        json.field("published", note.published);
        json.field("cleared", note.cleared());
        json.field("appeals", note.appeals);
        json.field("upheld", note.upheld);
        json.field("refused", note.refused);
        json.field("lifted", note.lifted);
        json.field("overturned", note.overturned());
        json.field("decided", note.decided());
        write_left_out(json, note);
    });
}

}  // namespace

net::Response get_findings(const net::Request& request, Api& api)
{
    auto [findings, people] = api.db.read([&](db::Reader& reader) {
        auto page = integrity::findings_of(reader, api.domain.id, read_page(api.params));
        std::vector<AccountId> named;
        for (const auto& finding : page.items)
            for (auto person : people_of(finding)) named.push_back(person);
        return std::pair{std::move(page), load_accounts(reader, named)};
    });
    auto response = json_response(200, [&, &everybody = people, &page = findings](JsonWriter& json) {
        json.array(page.items, [&](const integrity::Finding& finding) {
            write_finding(json, api, {finding, {}}, everybody, FindingDetail::Line);
        });
    });
    return with_page_links(std::move(response), request, api, findings);
}

net::Response get_finding(const net::Request& request, Api& api)
{
    auto id = parse_id<FindingId>(request.param("id"));
    return id ? finding_response(api, *id) : not_found(api);
}

net::Response post_finding_act(const net::Request& request, Api& api)
{
    auto id = parse_id<FindingId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act_on(tx, api, *id); });
    return done ? finding_response(api, *id) : error_response(api, done.error());
}

net::Response get_integrity_log(const net::Request&, Api& api)
{
    auto before = api.params.integer("before").value_or(std::numeric_limits<std::int64_t>::max());
    auto limit = static_cast<int>(std::clamp<std::int64_t>(api.params.integer("limit").value_or(40), 1, most_entries));
    return json_response(200, api.db.read([&](db::Reader& reader) {
        return write_json([&](JsonWriter& json) {
            json.object([&] {
                json.field("domain", api.domain.name);
                json.field("domain_id", api.domain.id);
                json.key("entries").array(integrity::latest_entries(reader, api.domain.id, before, limit),
                                          [&](const auto& entry) { write_logged(json, entry); });
                json.key("heads").array(integrity::latest_heads(reader, api.domain.id, most_heads),
                                        [&](const auto& head) { write_head(json, head); });
                write_tally(json, integrity::tally_of(reader, api.domain.id));
                json.key("notes").array(integrity::quarter_notes(reader, api.domain.id),
                                        [&](const auto& note) { write_note(json, note); });
            });
        });
    }));
}

}  // namespace favilla::console
