// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/web_app.h — the web app out of the binary (web/, built by tools/build_web.py): its files under names that carry their
// digest, each also compressed, one page that stands at every address below /app, and what makes it installable: the manifest
// (W3C appmanifest) and the service worker.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/embedded_files.h"
#include "pages/visit.h"

namespace favilla::pages {

class WebApp {
public:
    // They are served from where they lie, which outlives the server.
    explicit WebApp(std::span<const EmbeddedFile> files = embedded_files());

    // "app-3f9c1a5b.js" in the smallest form the peer takes; 404 when there is none.
    net::Response file(const Site&, const net::Request&, std::string_view name) const;
    // The service worker: asked for anew each time, and in charge of /app and all below.
    net::Response worker(const Site&, const net::Request&) const;
    // The page at /api/docs, which anybody may read, and the description of an API it shows: "favilla", "mastodon" (OpenAPI 3.1).
    net::Response reference(const Visit&) const;
    net::Response description(const Site&, const net::Request&, std::string_view name) const;
    // What stands on the pages of other sites, which ask for it once an hour.
    net::Response beacon(const Site&, const net::Request&) const;
    // The page, in the visitor's language and with the organisation's name; who is not signed in is sent to sign in and back.
    net::Response page(const Visit&) const;

private:
    net::Response filled(const Visit&, std::string html) const;
    net::Response smallest(const net::Request&, std::string_view name) const;  // one that is there

    std::map<std::string_view, std::string_view> files_;
    std::string_view page_, reference_;
};

// The app as a device installs it: the organisation's name, in the visitor's language.
net::Response show_manifest(const Visit&);

}  // namespace favilla::pages
