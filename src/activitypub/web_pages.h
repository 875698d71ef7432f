// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/web_pages.h — pages of the web that people here link to, asked for by jobs: for the preview under a status, and to
// see whether the page a profile links to links back. Nothing is signed and no cookie is kept; a page costs at most a megabyte,
// ten seconds and three redirects, and a host is asked for two at a time.
#pragma once
#include <string>
#include <vector>

#include "activitypub/federation.h"
#include "base/web_url.h"
#include "jobs/queue.h"
#include "net/http_client.h"
#include "social/page_events.h"

namespace favilla::activitypub {

inline constexpr int page_threads = 8;

struct WebPage {
    std::string html;  // UTF-8, possibly cut off
    WebUrl from;       // behind all redirects
    std::vector<net::Header> headers;
};
// Refuses Unavailable (nobody answers, or only that something broke), NotFound, Gone, Forbidden (the page, or we by a rule about that
// server), Invalid (no HTML, too many redirects, one of our own).
Result<WebPage> ask_page(Federation&, WebUrl);
// Nothing is asked for in the clear where strangers could change it on the way; nearly every http address has its https.
WebUrl over_tls(const Federation&, WebUrl);

// previews.cpp: what a page says about itself; none when it has nothing to show, or does not want to be shown.
std::optional<social::Preview> preview_of(Federation&, const WebPage&, Time now);
void choose_preview(Federation&, StatusId);
void look_at_page(Federation&, const social::PreviewWork&);

// profile_links.cpp
void plan_link_check(Federation&, AccountId);
void check_links(Federation&, const social::LinkCheckWork&);
void plan_weekly_checks(Federation&, Time now);

// The turns of a job among those that ask the same hosts (host_turns.h).
class PageTurns {
public:
    explicit PageTurns(Federation& federation) : turns_(federation.page_turns) {}
    ~PageTurns();
    PageTurns(const PageTurns&) = delete;
    PageTurns& operator=(const PageTurns&) = delete;
    // None: they are held. Otherwise none is, and the job has to wait so long.
    std::optional<Duration> hold(const std::vector<std::string>& hosts);

private:
    void release();
    HostTurns& turns_;
    std::vector<std::string> held_;
};

// Whether the hosts' turns are held; where they are not, the work is put off until they may be.
template <class Work>
bool hold_or_put_off(Federation& federation, PageTurns& turns, const std::vector<std::string>& hosts, const Work& work)
{
    auto wait = turns.hold(hosts);
    if (!wait) return true;
    auto now = federation.clock();
    federation.database.write(
        [&](db::Transaction& tx) { jobs::enqueue(tx, social::pages_queue, Work::name, jobs::encode(work), now, now + *wait); });
    return false;
}

// Up to federation.page_spread: every server that hears of a link would ask for it in the same second.
Duration spread(const Federation&);

}  // namespace favilla::activitypub
