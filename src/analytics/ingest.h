// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/ingest.h — what becomes of a request for a page before it counts as one that somebody looked at: a list of steps, each of which
// may drop it. Logs go through the same steps as what a page itself reports. Nothing here remembers anything.
#pragma once
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace favilla::analytics {

struct PageRequest {
    Time at;
    std::int64_t day = 0;       // of the site's clock, since 1970-01-01
    int hour = 0;               // likewise
    std::string_view address;   // forgotten with the request
    std::string_view agent;     // likewise; empty where none is said
    std::string_view method;    // in capitals
    std::string_view target;    // path and query, as asked for
    std::string_view referrer;  // empty where none is said
    std::string_view purpose;   // what the browser says it is for (Sec-Purpose); logs do not tell
    int answer = 0;             // the code it was answered with
};

// In this order: a request is counted under the first reason that applies.
enum class Step { NoAgent, Robot, Monitoring, Prefetch, Method, Status, File };
std::span<const std::string_view> step_names();  // by their order: "no_agent", …

// What an agent is, which has to be found out once for each: there are few of them.
enum class AgentKind { Browser, None, Robot, Monitor, Prefetcher };
struct AgentNature {
    AgentKind kind = AgentKind::Browser;
    std::string_view name;  // that it is known by, of a robot or monitor
};
AgentNature nature_of_agent(std::string_view agent);

// None: somebody looked at a page.
std::optional<Step> dropped_by(const PageRequest&, AgentKind);

// By what way somebody came: from nowhere that is known, a search engine, a social network, the fediverse, a mailbox, another site, or a link
// that was marked (utm_*), which says more than the referrer does.
enum class Channel { Direct, Search, Social, Fediverse, Email, Link, Campaign };
std::string_view name_of(Channel);

struct Source {
    Channel channel = Channel::Direct;
    std::string site;  // the referrer's host without "www.", in lower case; empty where there is none, or it is the site's own
    std::string campaign;  // utm_campaign, or else utm_source; empty where nothing is marked
    bool is_own = false;   // the referrer is a page of this site
};

// `own` are the hosts of the site; `fediverse` those known to be servers of the fediverse, beside the ones known by their names.
struct KnownHosts {
    std::vector<std::string> own;
    std::set<std::string, std::less<>> fediverse;
};
Source source_of(std::string_view target, std::string_view referrer, const KnownHosts&);

// The path alone, decoded where that gives text; what is not text is "\u{FFFD}". At most 300 bytes.
std::string page_of(std::string_view target);

}  // namespace favilla::analytics
