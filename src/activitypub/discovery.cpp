// SPDX-License-Identifier: AGPL-3.0-or-later
// How others find out who is here: WebFinger (RFC 7033), host-meta (RFC 6415), NodeInfo 2.0 and 2.1 (FEP-f1d5).
#include "activitypub/answers.h"
#include "activitypub/documents.h"
#include "activitypub/vocabulary.h"
#include "base/html.h"
#include "base/json_writer.h"
#include "base/web_url.h"
#include "net/form.h"

namespace favilla::activitypub {

namespace {

struct Subject {
    std::string acct;     // "ada@example.org"
    std::string actor;    // its URI
    std::string profile;  // its page
};

std::string resource_of(const net::Request& request)
{
    auto fields = net::parse_urlencoded(request.query());
    if (fields)
        for (const auto& field : *fields)
            if (field.name == "resource") return field.value;
    return {};
}

Subject subject_of(const social::Account& account) { return {account.username + "@" + account.host, account.uri, account.url}; }

Subject server_itself(const social::Domain& domain)
{
    return {domain.name + "@" + domain.name, instance_actor(domain), domain.origin + "/about"};
}

bool shows(const std::optional<social::Account>& account)
{
    return account && account->is_local() && account->is_known() && !account->suspended_at;
}

// "acct:ada@example.org" in any case, IDN and with a trailing dot; an account's addresses; the server's own (FEP-d556).
std::optional<Subject> find_subject(db::Reader& reader, std::string_view resource, const social::Domain& domain)
{
    if (resource.starts_with("https://") || resource.starts_with("http://")) {
        auto url = parse_web_url(resource);
        if (!url || url->origin() != domain.origin) return std::nullopt;
        if (url->target == "/" || url->text() == instance_actor(domain)) return server_itself(domain);
        std::string_view path = url->target;
        for (std::string_view prefix : {"/users/", "/@"}) {
            if (!path.starts_with(prefix)) continue;
            auto account = social::find_local_account(reader, path.substr(prefix.size()), domain.id);
            if (shows(account)) return subject_of(*account);
        }
        return std::nullopt;
    }
    if (resource.starts_with("acct:")) resource.remove_prefix(5);
    if (resource.starts_with('@')) resource.remove_prefix(1);
    auto at = resource.rfind('@');
    auto host = at == std::string_view::npos ? std::nullopt : normal_host(resource.substr(at + 1));
    auto named = host ? social::find_domain(reader, *host) : std::nullopt;
    if (!named) return std::nullopt;
    auto name = resource.substr(0, at);
    if (name == named->name) return server_itself(*named);
    auto account = social::find_local_account(reader, name, named->id);
    if (!shows(account)) return std::nullopt;
    return subject_of(*account);
}

void write_link(JsonWriter& json, std::string_view rel, std::string_view type, std::string_view href)
{
    json.object([&] {
        json.field("rel", rel);
        json.field("type", type);
        json.field("href", href);
    });
}

}  // namespace

net::Response get_webfinger(const net::Request& request, Federation& federation)
{
    auto resource = resource_of(request);
    if (resource.empty())
        return net::with_header(refusal({ErrorCode::Invalid, "request.resource_missing"}), "Access-Control-Allow-Origin", "*");
    auto domain = federation.domain_of(request.header("Host"));
    auto subject = federation.database.read([&](db::Reader& reader) { return find_subject(reader, resource, domain); });
    if (!subject) return net::with_header(refusal({ErrorCode::NotFound, "fetch.missing"}), "Access-Control-Allow-Origin", "*");
    return jrd_response(write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("subject", "acct:" + subject->acct);
            json.key("aliases").array([&] {
                json.value(subject->profile);
                json.value(subject->actor);
            });
            json.key("links").array([&] {
                write_link(json, "http://webfinger.net/rel/profile-page", "text/html", subject->profile);
                write_link(json, "self", activity_type, subject->actor);
                write_link(json, "self", ld_type, subject->actor);
            });
        });
    }));
}

net::Response get_host_meta(const net::Request& request, Federation& federation)
{
    auto origin = federation.domain_of(request.header("Host")).origin;
    auto body =
        R"(<?xml version="1.0" encoding="UTF-8"?><XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="lrdd" template=")"
        + escape_attribute(origin) + R"(/.well-known/webfinger?resource={uri}"/></XRD>)";
    return net::with_header(json_answer(std::move(body), "application/xrd+xml; charset=utf-8"), "Access-Control-Allow-Origin",
                            "*");
}

net::Response get_host_meta_json(const net::Request& request, Federation& federation)
{
    auto origin = federation.domain_of(request.header("Host")).origin;
    return jrd_response(write_json([&](JsonWriter& json) {
        json.object([&] {
            json.key("links").array([&] {
                json.object([&] {
                    json.field("rel", "lrdd");
                    json.field("template", origin + "/.well-known/webfinger?resource={uri}");
                });
            });
        });
    }));
}

net::Response get_nodeinfo_links(const net::Request& request, Federation& federation)
{
    auto domain = federation.domain_of(request.header("Host"));
    auto body = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.key("links").array([&] {
                for (std::string version : {"2.0", "2.1"})
                    json.object([&] {
                        json.field("rel", "http://nodeinfo.diaspora.software/ns/schema/" + version);
                        json.field("href", domain.origin + "/nodeinfo/" + version);
                    });
                // FEP-2677: the application actor.
                json.object([&] {
                    json.field("rel", "https://www.w3.org/ns/activitystreams#Application");
                    json.field("href", instance_actor(domain));
                });
            });
        });
    });
    return net::with_header(json_answer(std::move(body), "application/json"), "Access-Control-Allow-Origin", "*");
}

net::Response get_nodeinfo(const net::Request& request, Federation& federation)
{
    auto version = request.param("version");
    if (version != "2.0" && version != "2.1") return refusal({ErrorCode::NotFound, "fetch.missing"});
    auto domain = federation.domain_of(request.header("Host"));
    auto counts =
        federation.database.read([&](db::Reader& reader) { return social::count_domain(reader, domain.id, federation.clock()); });
    auto body = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("version", version);
            json.key("software").object([&] {
                json.field("name", "favilla");
                json.field("version", federation.software_version);
            });
            json.key("protocols").array([&] { json.value("activitypub"); });
            json.key("services").object([&] {
                json.key("inbound").array([] {});
                json.key("outbound").array([&] { json.value("atom1.0"); });
            });
            json.field("openRegistrations", domain.registrations != social::Registrations::Closed);
            json.key("usage").object([&] {
                json.key("users").object([&] {
                    json.field("total", counts.users);
                    json.field("activeMonth", counts.active_month);
                    json.field("activeHalfyear", counts.active_half_year);
                });
                json.field("localPosts", counts.statuses);
            });
            json.key("metadata").object([&] {
                json.field("nodeName", domain.title);
                json.field("nodeDescription", domain.description);
            });
        });
    });
    auto type = "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/" + std::string{version} + "#\"";
    return net::with_header(json_answer(std::move(body), type), "Access-Control-Allow-Origin", "*");
}

}  // namespace favilla::activitypub
