// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/domain_blocks — what a rule about a server would touch, and the rules as a list to carry from place to place: out, in, and
// what bringing it in would do. For administrators.
#include <charconv>
#include <map>

#include "base/web_url.h"
#include "console/routes.h"
#include "distribution/host_rules.h"
#include "mastodon/answers.h"
#include "social/domains.h"
#include "social/moderation_log.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using distribution::HostRule;
using distribution::ListedRule;

struct Reach {
    std::string host;
    distribution::HostReach touched;
    std::optional<HostRule> rule;
};

Result<Reach> read_reach(db::Reader& reader, const std::string& name)
{
    auto host = normal_host(name);
    if (!host) return refuse(ErrorCode::Invalid, "host.not_a_host", {{"host", name}});
    if (social::find_domain(reader, *host)) return refuse(ErrorCode::Invalid, "host.own", {{"host", *host}});
    return Reach{*host, distribution::reach_of_rule(reader, *host), distribution::rule_for_host(reader, *host)};
}

void write_standing(JsonWriter& json, std::string_view key, const std::optional<HostRule>& rule)
{
    json.key(key);
    if (!rule) {
        json.value(nullptr);
        return;
    }
    json.object([&] {
        json.field("severity", name_of(rule->severity));
        json.field("reject_media", rule->reject_media);
        json.field("reject_reports", rule->reject_reports);
        json.field("obfuscate", rule->obfuscate);
        json.field("public_comment", rule->public_comment);
    });
}

std::string_view state_of(const ListedRule& listed)
{
    if (listed.refusal) return "refused";
    if (listed.changes_nothing()) return "same";
    return listed.before ? "changes" : "new";
}

struct Preview {
    std::vector<ListedRule> lines;
    std::map<std::string, distribution::HostReach, std::less<>> touched;  // by those that would come or change
};

Result<Preview> read_preview(db::Reader& reader, std::string_view csv)
{
    TRY(auto lines, distribution::read_host_rules(reader, csv));
    std::vector<std::string> names;
    for (const auto& listed : lines)
        if (!listed.refusal && !listed.changes_nothing()) names.push_back(listed.name);
    Preview preview{.lines = std::move(lines), .touched = {}};
    auto reached = distribution::reach_of_rules(reader, names);
    for (std::size_t n = 0; n < names.size(); ++n) preview.touched.emplace(names[n], reached[n]);
    return preview;
}

void write_reach(JsonWriter& json, const distribution::HostReach& reach)
{
    json.field("hosts", reach.hosts);
    json.field("accounts", reach.accounts);
    json.field("following", reach.following);
    json.field("followers", reach.followers);
    json.field("waiting", reach.waiting);
}

void write_line(JsonWriter& json, const Api& api, const Preview& preview, const ListedRule& listed)
{
    auto state = state_of(listed);
    auto touched = state == "new" || state == "changes" ? preview.touched.find(listed.name) : preview.touched.end();
    json.object([&] {
        json.field("line", listed.line);
        json.field("domain", listed.name);
        json.field("state", state);
        write_standing(json, "before", listed.before);
        write_standing(json, "after", listed.after);
        json.key("reach");
        if (touched == preview.touched.end())
            json.value(nullptr);
        else
            json.object([&] { write_reach(json, touched->second); });
        json.field("reason",
                   listed.refusal ? std::optional{api.services.locale.text(api.language, *listed.refusal)} : std::nullopt);
    });
}

Result<std::optional<std::set<int>>> read_lines(const Params& params)
{
    if (!params.has("lines")) return std::nullopt;
    std::set<int> lines;
    for (const auto& text : params.texts("lines")) {
        int line = 0;
        auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), line);
        if (problem != std::errc{} || end != text.data() + text.size())
            return refuse(ErrorCode::Invalid, "host.csv_no_line", {{"line", text}});
        lines.insert(line);
    }
    return lines;
}

// A list is as many acts as it decides about servers.
void note_import(db::Transaction& tx, const Api& api, const distribution::ImportedRules& imported)
{
    auto note = [&](std::string_view act, const std::string& name, std::string text) {
        social::note_act(tx, {.domain = api.domain.id, .by = api.me(), .act = act, .target_name = name, .text = std::move(text)},
                         api.now);
    };
    for (const auto& rule : imported.added) note("add_host_rule", rule.name, distribution::summary_of(rule));
    for (const auto& one : imported.changed)
        note("change_host_rule", one.name, distribution::difference_between(one.before.value(), one.after.value()));
}

}  // namespace

net::Response get_domain_rule_reach(const net::Request&, Api& api)
{
    auto name = api.params.text_or("domain", "");
    auto reach = api.db.read([&](db::Reader& reader) { return read_reach(reader, name); });
    if (!reach) return error_response(api, reach.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("domain", reach->host);
            write_reach(json, reach->touched);
            json.field("rule", reach->rule ? std::optional{reach->rule->name} : std::nullopt);
        });
    });
}

net::Response export_domain_rules(const net::Request&, Api& api)
{
    auto csv = distribution::host_rules_csv(api.db.read([](db::Reader& reader) { return distribution::all_host_rules(reader); }));
    auto response = json_response(200, std::move(csv));
    response.set_header("Content-Type", "text/csv; charset=utf-8");
    response.set_header("Content-Disposition", "attachment; filename=\"domain_blocks.csv\"");
    return response;
}

net::Response preview_domain_rules(const net::Request&, Api& api)
{
    auto csv = api.params.text_or("data", "");
    auto preview = api.db.read([&](db::Reader& reader) { return read_preview(reader, csv); });
    if (!preview) return error_response(api, preview.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("lines").array(preview->lines, [&](const ListedRule& listed) { write_line(json, api, *preview, listed); });
        });
    });
}

net::Response import_domain_rules(const net::Request&, Api& api)
{
    auto csv = api.params.text_or("data", "");
    auto lines = read_lines(api.params);
    if (!lines) return error_response(api, lines.error());
    auto imported = api.db.write([&](db::Transaction& tx) {
        auto taken = distribution::import_host_rules(tx, csv, api.now, *lines);
        if (taken) note_import(tx, api, *taken);
        return taken;
    });
    if (!imported) return error_response(api, imported.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("added", static_cast<std::int64_t>(imported->added.size()));
            json.field("changed", static_cast<std::int64_t>(imported->changed.size()));
            json.field("unchanged", imported->unchanged);
        });
    });
}

}  // namespace favilla::console
