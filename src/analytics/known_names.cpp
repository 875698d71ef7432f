// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/known_names.h"

#include <algorithm>
#include <array>

namespace favilla::analytics {

namespace {

using Names = std::string_view;

// General words first: most robots call themselves one.
constexpr Names robots[] = {
    "bot",
    "crawl",
    "spider",
    "slurp",
    "archive",
    "scrap",
    "fetcher",
    "headless",
    "phantomjs",
    "selenium",
    "puppeteer",
    "playwright",
    "curl/",
    "wget/",
    "libwww",
    "python-",
    "python/",
    "aiohttp",
    "httpx/",
    "scrapy",
    "go-http-client",
    "java/",
    "okhttp",
    "apache-http",
    "httpclient",
    "http_request",
    "axios/",
    "node-fetch",
    "undici",
    "got (",
    "ruby",
    "php/",
    "guzzle",
    "perl/",
    "lwp::",
    "winhttp",
    "powershell",
    "postman",
    "insomnia/",
    "dart/",
    "facebookexternalhit",
    "facebookcatalog",
    "meta-external",
    "whatsapp/",
    "skypeuripreview",
    "bingpreview",
    "yandeximages",
    "yandexmetrika",
    "mediapartners-google",
    "google-inspectiontool",
    "googleother",
    "adsbot",
    "feedburner",
    "feedly",
    "inoreader",
    "newsblur",
    "tiny tiny rss",
    "freshrss",
    "miniflux",
    "mastodon/",
    "pleroma",
    "akkoma",
    "misskey",
    "lemmy/",
    "pixelfed",
    "peertube",
    "friendica",
    "hubzilla",
    "gotosocial",
    "favilla/",
    "activitypub",
    "embedly",
    "iframely",
    "qwantify",
    "ia_archiver",
    "nutch",
    "heritrix",
    "masscan",
    "zgrab",
    "nmap",
    "nikto",
    "sqlmap",
    "nuclei",
    "censys",
    "expanse",
    "l9explore",
    "netcraft",
    "gpt",
    "claude",
    "anthropic",
    "perplexity",
    "cohere",
    "ccbot",
    "bytespider",
    "semrush",
    "ahrefs",
    "lighthouse",
    "pagespeed",
    "gtmetrix",
    "w3c_validator",
    "validator.nu",
    "validator",
    "linkcheck",
    "link check",
    "http://",
    "https://",
};

constexpr Names monitors[] = {
    "uptimerobot", "pingdom",    "statuscake", "site24x7",          "uptime-kuma",
    "uptime",      "monit",      "nagios",     "check_http",        "zabbix",
    "datadog",     "newrelic",   "new relic",  "better stack",      "betteruptime",
    "hetrixtools", "freshping",  "checkly",    "elb-healthchecker", "googlehc",
    "kube-probe",  "prometheus", "blackbox",   "healthcheck",       "updown.io",
    "ohdear",      "gatus",      "nodeping",
};

constexpr Names prefetchers[] = {"chrome-privacy-preserving-prefetch", "chrome privacy preserving prefetch", "google-prefetch",
                                 "prefetch", "prerender"};

constexpr Names files[] = {
    ".webp",
    ".avif",
    ".map",
    ".mjs",
    ".json",
    ".xml",
    ".rss",
    ".atom",
    ".webmanifest",
    ".eot",
    ".otf",
    ".wasm",
    ".webm",
    ".m4a",
    ".wav",
    ".avi",
    ".mov",
    ".ogv",
    ".m3u8",
    ".ics",
    ".vcf",
    ".epub",
    ".odt",
    ".ods",
    ".odp",
    ".rtf",
    ".7z",
    ".bz2",
    ".deb",
    ".rpm",
    ".apk",
    ".msi",
    ".woff2",
    ".less",
    ".scss",
    "/feed",
    "/feed/",
    "/rss",
    "/rss/",
    "/xmlrpc.php",
    "/wp-cron.php",
    "/wp-login.php",
    "/admin-ajax.php",
};

constexpr Names machine_folders[] = {"/.well-known/", "/wp-json/", "/wp-admin/", "/cgi-bin/", "/api/", "/.git/", "/.env"};

// Whole hosts, or where one ends in a dot its beginning, with or without a name of a country or language before it.
constexpr Names search[] = {
    "google.",  "bing.com",    "duckduckgo.com", "ecosia.org",  "qwant.com",        "startpage.com",     "search.yahoo.com",
    "yahoo.",   "yandex.",     "ya.ru",          "baidu.com",   "search.brave.com", "swisscows.com",     "mojeek.com",
    "kagi.com", "metager.org", "metager.de",     "seznam.cz",   "search.naver.com", "naver.com",         "sogou.com",
    "so.com",   "ask.com",     "search.aol.com", "virgilio.it", "libero.it",        "arianna.libero.it", "presearch.com",
    "lilo.org", "gibiru.com",  "searx.",         "search.",     "perplexity.ai",    "chatgpt.com",       "petalsearch.com",
};

constexpr Names social[] = {
    "facebook.com",
    "fb.com",
    "fb.me",
    "instagram.com",
    "threads.net",
    "threads.com",
    "t.co",
    "twitter.com",
    "x.com",
    "linkedin.com",
    "lnkd.in",
    "reddit.com",
    "redd.it",
    "pinterest.",
    "youtube.com",
    "youtu.be",
    "tiktok.com",
    "vimeo.com",
    "bsky.app",
    "tumblr.com",
    "vk.com",
    "ok.ru",
    "weibo.com",
    "t.me",
    "telegram.org",
    "web.telegram.org",
    "web.whatsapp.com",
    "wa.me",
    "discord.com",
    "snapchat.com",
    "quora.com",
    "flickr.com",
    "meetup.com",
    "news.ycombinator.com",
    "lobste.rs",
    "xing.com",
    "nextdoor.",
    "twitch.tv",
    "com.linkedin.android",
    "com.reddit.frontpage",
    "org.telegram.messenger",
    "com.twitter.android",
};

// Anywhere in a name: servers are called after what runs on them.
constexpr Names fediverse_parts[] = {
    "mastodon", "mstdn",     "mastod",   "pixelfed",   "lemmy",       "peertube", "misskey",   "pleroma",
    "akkoma",   "friendica", "hubzilla", "gotosocial", "writefreely", "bookwyrm", "funkwhale", "mobilizon",
    "kbin",     "mbin",      "feddit",   "fedi",       "fosstodon",   "sharkey",  "firefish",  "diaspora",
};
constexpr Names fediverse_hosts[] = {
    "hachyderm.io",     "chaos.social",     "mas.to",           "infosec.exchange",   "techhub.social",    "universeodon.com",
    "mindly.social",    "octodon.social",   "kolektiva.social", "sociale.network",    "livellosegreto.it", "poliversity.it",
    "poliverso.org",    "puntarella.party", "bida.im",          "framapiaf.org",      "piaille.fr",        "ruby.social",
    "phanpy.social",    "elk.zone",         "pawoo.net",        "social.vivaldi.net", "wandering.shop",    "aus.social",
    "scholar.social",   "mathstodon.xyz",   "floss.social",     "norden.social",      "nrw.social",        "det.social",
    "joinmastodon.org", "com.tusky",
};

constexpr Names email[] = {
    "mail.google.com",
    "mail.yahoo.com",
    "outlook.live.com",
    "outlook.office.com",
    "outlook.office365.com",
    "mail.proton.me",
    "mail.aol.com",
    "app.fastmail.com",
    "mail.zoho.com",
    "mail.zoho.eu",
    "mail.tutanota.com",
    "app.tuta.com",
    "mail.libero.it",
    "mail1.libero.it",
    "mail.tim.it",
    "webmail.aruba.it",
    "webmaildomini.aruba.it",
    "mail.gmx.net",
    "mail.yandex.ru",
    "com.google.android.gm",
    "com.microsoft.office.outlook",
    "icloud.com",
    "webmail.",
    "mail.",
    "email.",
    "posta.",
};

// "google." is met by google.it, news.google.com and google.co.uk; "bing.com" by bing.com and it.bing.com.
bool is_or_under(std::string_view host, std::string_view name)
{
    if (name.ends_with('.')) return host.starts_with(name) || host.contains(std::string{"."}.append(name));
    return host == name || (host.ends_with(name) && host[host.size() - name.size() - 1] == '.');
}

bool is_among(std::string_view host, std::span<const Names> names)
{
    return std::ranges::any_of(names, [&](std::string_view name) { return is_or_under(host, name); });
}

}  // namespace

std::span<const std::string_view> names_of_robots() { return robots; }
std::span<const std::string_view> names_of_monitors() { return monitors; }
std::span<const std::string_view> names_of_prefetchers() { return prefetchers; }
std::span<const std::string_view> names_of_files() { return files; }
std::span<const std::string_view> folders_of_machines() { return machine_folders; }

Channel channel_of_host(std::string_view host)
{
    // Mailboxes first: mail.google.com is no search.
    if (is_among(host, email)) return Channel::Email;
    if (is_among(host, fediverse_hosts) || std::ranges::any_of(fediverse_parts, [&](auto part) { return host.contains(part); }))
        return Channel::Fediverse;
    if (is_among(host, social)) return Channel::Social;
    if (is_among(host, search)) return Channel::Search;
    return Channel::Link;
}

}  // namespace favilla::analytics
