// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/config.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

namespace favilla {

namespace {

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_address_and_port(std::string_view text)
{
    auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    auto port = number(text.substr(colon + 1));
    return port && *port >= 0 && *port <= 65535;
}

bool is_address_and_port_or_empty(std::string_view text) { return text.empty() || is_address_and_port(text); }

bool is_domain(std::string_view text)
{
    if (text.empty() || text.size() > 253) return false;
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
    });
}

bool is_domain_or_empty(std::string_view text) { return text.empty() || is_domain(text); }

bool is_scheme(std::string_view text) { return text == "auto" || text == "https" || text == "http"; }
bool is_log_level(std::string_view text) { return text == "debug" || text == "info" || text == "warning" || text == "error"; }
bool is_smtp_url(std::string_view text) { return text.empty() || text.starts_with("smtp://") || text.starts_with("smtps://"); }
bool is_audience(std::string_view text) { return text == "everybody" || text == "users" || text == "nobody"; }
bool is_web_address_or_empty(std::string_view text)
{
    return text.empty() || text.starts_with("http://") || text.starts_with("https://");
}
bool is_media_store(std::string_view text) { return text == "folder" || text == "s3"; }
bool is_bucket_addressing(std::string_view text) { return text == "path" || text == "host"; }
bool is_signed_time(std::string_view text) { return number(text).value_or(-1) >= 0 && number(text).value_or(0) <= 10'080; }
bool is_positive(std::string_view text) { return number(text).value_or(0) > 0; }
bool is_not_negative(std::string_view text) { return number(text).value_or(-1) >= 0; }

bool is_newcomers(std::string_view text) { return text == "refused" || text == "as_others" || text == "at_once"; }

bool is_upload_size(std::string_view text) { return number(text).value_or(0) > 0 && number(text).value_or(0) <= 100; }

constexpr std::string_view whole_number = "a whole number above 0";
constexpr std::string_view true_or_false = "true or false";

constexpr Setting table[] = {
    {"listen", SettingKind::Text, "127.0.0.1:8080", "The address and port the server listens on.",
     "ADDRESS:PORT, as 127.0.0.1:8080 or [::1]:8080", is_address_and_port},
    {"domain", SettingKind::Text, "localhost:8080",
     "The domain of the first organisation; it stands in every address and cannot be changed later.",
     "a host name in lower case, as example.org", is_domain},
    {"scheme", SettingKind::Text, "auto", "How browsers reach the server: https, http, or auto (http for localhost only).",
     "auto, https or http", is_scheme},
    {"trusted_proxies", SettingKind::Texts, "", "Addresses or networks of reverse proxies whose X-Forwarded-For is believed.",
     "a list, as [\"127.0.0.1\", \"10.0.0.0/8\"]", nullptr},
    {"log.level", SettingKind::Text, "info", "How much is written to the log.", "debug, info, warning or error", is_log_level},
    {"server.threads", SettingKind::Integer, "0", "Threads for the network; 0 takes one for each core.",
     "a whole number, 0 or more", is_not_negative},
    {"server.workers", SettingKind::Integer, "32", "Threads for handlers: so many requests can wait for the disk together.",
     whole_number, is_positive},
    {"server.queue", SettingKind::Integer, "512", "Requests that may wait for a handler before others are answered 503.",
     whole_number, is_positive},
    {"database.connections", SettingKind::Integer, "16", "Connections to PostgreSQL, or for reading from SQLite.", whole_number,
     is_positive},
    {"federation.authorities", SettingKind::Text, "",
     "A PEM file of certificate authorities that are believed beside the system's, when other servers are asked.",
     "a file, or empty", nullptr},
    {"federation.allow_list", SettingKind::Boolean, "false",
     "Talk only with the servers that were allowed (favilla host allow); what is asked for then needs a signature.",
     true_or_false, nullptr},
    {"federation.secure_mode", SettingKind::Boolean, "false",
     "Show accounts and posts to other servers only when they say by a signature who asks.", true_or_false, nullptr},
    {"federation.show_blocks", SettingKind::Text, "users", "Who may read which servers are silenced or suspended here.",
     "everybody, users or nobody", is_audience},
    {"integrity.alerts", SettingKind::Boolean, "true",
     "Look every minute for accounts that come to the same posts within moments, or go faster than a person, and show the team.",
     true_or_false, nullptr},
    {"integrity.heads_as_notes", SettingKind::Boolean, "true",
     "Let other servers read the signed daily heads of the log of coordinated support as notes of the organisation's actor.",
     true_or_false, nullptr},
    {"media.picture_megabytes", SettingKind::Integer, "16",
     "How large a picture may be that is uploaded, or fetched from another server.", "a whole number from 1 to 100",
     is_upload_size},
    {"media.film_megabytes", SettingKind::Integer, "99", "How large a film or a sound may be.", "a whole number from 1 to 100",
     is_upload_size},
    {"media.fetched_days", SettingKind::Integer, "0",
     "For how many days other servers' pictures and films are kept; 0: while there is room. What goes is fetched again when somebody looks at it.",
     "a whole number, 0 or more", is_not_negative},
    {"media.fetched_megabytes", SettingKind::Integer, "2048",
     "How much of other servers' pictures and films is kept at most; what goes is fetched again when somebody looks at it.",
     whole_number, is_positive},
    {"media.public_url", SettingKind::Text, "",
     "A host of its own for media (a CDN, a public bucket, or a proxy to /media here): stands before their names where they are told of; empty: this server.",
     "http://HOST/… or https://HOST/…, or empty", is_web_address_or_empty},
    {"media.signed_minutes", SettingKind::Integer, "0",
     "Send browsers to the bucket, with an address that opens one file for so many minutes; 0: the server passes files on itself.",
     "a whole number from 0 to 10080", is_signed_time},
    {"media.store", SettingKind::Text, "folder",
     "Where new pictures, films and sounds are put: the data folder, or a bucket of a store that speaks S3 ([s3]). favilla media move brings the others.",
     "folder or s3", is_media_store},
    {"mail.receive_authserv_id", SettingKind::Text, "",
     "The name under which the mail server writes in Authentication-Results what it found out about a sender (RFC 8601); empty: nobody is believed.",
     "the name as it stands there, as mail.example.org, or empty", nullptr},
    {"mail.receive_domain", SettingKind::Text, "",
     "The domain whose mails the mail server hands on, for answers to posts that went out by e-mail; empty: the organisation's.",
     "a host name in lower case, as mail.example.org, or empty", is_domain_or_empty},
    {"mail.receive_listen", SettingKind::Text, "",
     "Where the mail server hands them on by LMTP, on this machine or in a private network; empty: answers by e-mail are not taken.",
     "ADDRESS:PORT, as 127.0.0.1:24, or empty", is_address_and_port_or_empty},
    {"metrics.listen", SettingKind::Text, "",
     "An address of its own for /metrics; empty: on the main address, behind metrics.token.", "ADDRESS:PORT, or empty",
     is_address_and_port_or_empty},
    {"metrics.token", SettingKind::Text, "", "The bearer token that opens /metrics on the main address; empty: closed there.",
     "any text", nullptr},
    {"oauth.access_minutes", SettingKind::Integer, "240",
     "For how many minutes a token is good that an app renews by itself (offline_access); others do not end.", whole_number,
     is_positive},
    {"oauth.refresh_days", SettingKind::Integer, "180", "After so many days without renewing it such an app has to ask again.",
     whole_number, is_positive},
    {"openid.*.issuer", SettingKind::Text, "",
     "An OpenID provider that people may sign in with, called by a name of your own in the place of example; up to five.",
     "its address as the provider itself writes it, as https://id.example.org", is_web_address_or_empty},
    {"openid.*.title", SettingKind::Text, "", "As people call it; empty: the issuer's host.", "any text", nullptr},
    {"openid.*.client_id", SettingKind::Text, "", "What the provider calls this server.", "any text", nullptr},
    {"openid.*.client_secret", SettingKind::Text, "",
     "What it proves itself with there; better in the environment (FAVILLA_OPENID_EXAMPLE_CLIENT_SECRET) or in a file of its own.",
     "any text", nullptr},
    {"openid.*.client_secret_file", SettingKind::Text, "", "A file that holds the secret alone.", "a file, or empty", nullptr},
    {"openid.*.domain", SettingKind::Text, "", "Of the organisation whose people sign in there; empty: the first.",
     "a host name in lower case, or empty", nullptr},
    {"openid.*.email_domains", SettingKind::Texts, "", "Only those whose verified e-mail address ends so; empty: everybody.",
     "a list, as [\"example.org\"]", nullptr},
    {"openid.*.newcomers", SettingKind::Text, "refused",
     "Who has no account here yet: is refused, comes in as others who sign up do, or at once and whatever is asked of others.",
     "refused, as_others or at_once", is_newcomers},
    {"openid.*.name_claim", SettingKind::Text, "preferred_username", "The claim that proposes a name for a new account.",
     "the name of a claim", nullptr},
    {"openid.*.trust_second_factor", SettingKind::Boolean, "false",
     "Ask for no code of ours when the provider says (amr: mfa) that it asked for more than a password.", true_or_false, nullptr},
    {"previews.enabled", SettingKind::Boolean, "true",
     "Ask for the pages that posts and profiles link to: for a preview of a link, and to see whether a page links back.",
     true_or_false, nullptr},
    {"previews.spread", SettingKind::Integer, "60",
     "Seconds within which pages are asked for that came from other servers, so that not all servers ask at once.",
     "a whole number, 0 or more", is_not_negative},
    {"s3.access_key", SettingKind::Text, "", "The name of the key that may read, write, delete and list there.", "any text",
     nullptr},
    {"s3.addressing", SettingKind::Text, "path",
     "How a bucket is named: https://ENDPOINT/BUCKET (path) or https://BUCKET.ENDPOINT (host).", "path or host",
     is_bucket_addressing},
    {"s3.bucket", SettingKind::Text, "", "The bucket's name.", "a name", nullptr},
    {"s3.endpoint", SettingKind::Text, "", "The store that speaks S3; empty: there is none.",
     "http://HOST:PORT or https://HOST, or empty", is_web_address_or_empty},
    {"s3.prefix", SettingKind::Text, "", "What the names of objects begin with, where a bucket holds other things too.",
     "a folder, as media/, or empty", nullptr},
    {"s3.region", SettingKind::Text, "us-east-1", "The region that signatures name.", "as the store calls it", nullptr},
    {"s3.secret_file", SettingKind::Text, "", "A file with the secret of that key, where it shall not stand here.",
     "a file, or empty", nullptr},
    {"s3.secret_key", SettingKind::Text, "", "The secret of that key.", "any text", nullptr},
    {"smtp.url", SettingKind::Text, "", "Where mail is handed in; empty: no mail can be sent.",
     "smtp://HOST:PORT or smtps://HOST:PORT", is_smtp_url},
    {"smtp.username", SettingKind::Text, "", "The name to sign in with there.", "any text", nullptr},
    {"smtp.password", SettingKind::Text, "", "The password to sign in with there.", "any text", nullptr},
    {"smtp.from", SettingKind::Text, "", "The sender's address; empty: noreply@ the organisation's domain.", "an e-mail address",
     nullptr},
    {"translation.key", SettingKind::Text, "", "What the translation service asks for to be used (its api_key).", "any text",
     nullptr},
    {"translation.url", SettingKind::Text, "",
     "A service that speaks LibreTranslate's API and translates public posts for members who ask for it; empty: none does.",
     "http://HOST or https://HOST, or empty", is_web_address_or_empty},
};

bool is_own_name(std::string_view name)
{
    return !name.empty() && name.size() <= 30
        && std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

// The name of one's own in a key that fits a pattern such as "openid.*.issuer"; empty: it does not.
std::string_view own_name(std::string_view pattern, std::string_view key)
{
    auto star = pattern.find('*');
    if (star == std::string_view::npos || key.size() < pattern.size()) return {};
    auto after = pattern.substr(star + 1);
    if (!key.starts_with(pattern.substr(0, star)) || !key.ends_with(after)) return {};
    auto name = key.substr(star, key.size() - star - after.size());
    return is_own_name(name) ? name : std::string_view{};
}

std::string with_name(std::string_view pattern, std::string_view name)
{
    auto key = std::string{pattern};
    return key.replace(key.find('*'), 1, name);
}

bool same_section(std::string_view one, std::string_view other)
{
    return one.substr(0, one.rfind('.')) == other.substr(0, other.rfind('.'));
}

const Setting* find_setting(std::string_view key)
{
    auto* found = std::ranges::find_if(
        table, [&](const Setting& setting) { return setting.key == key || !own_name(setting.key, key).empty(); });
    return found == std::end(table) || key.contains('*') ? nullptr : found;
}

bool right_kind(const Setting& setting, std::string_view value)
{
    switch (setting.kind) {
    case SettingKind::Integer: return number(value).has_value();
    case SettingKind::Boolean: return value == "true" || value == "false";
    default: return true;
    }
}

std::string environment_name(std::string_view key)
{
    std::string name = "FAVILLA_";
    for (char c : key) name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

std::string toml_value(const Setting& setting)
{
    if (setting.kind == SettingKind::Text) return fmt::format("\"{}\"", setting.fallback);
    if (setting.kind == SettingKind::Texts) return setting.fallback.empty() ? "[]" : fmt::format("[\"{}\"]", setting.fallback);
    return std::string{setting.fallback};
}

}  // namespace

std::span<const Setting> settings() { return table; }

Config::Config()
{
    for (const auto& setting : table) values_.emplace(setting.key, setting.fallback);
}

Result<void> Config::set(std::string_view key, std::string value, std::string_view place)
{
    const auto* setting = find_setting(key);
    if (!setting)
        return refuse(ErrorCode::Invalid, "config.unknown_key", {{"key", std::string{key}}, {"place", std::string{place}}});
    if (!right_kind(*setting, value) || (setting->valid && !setting->valid(value)))
        return refuse(
            ErrorCode::Invalid, "config.bad_value",
            {{"key", std::string{key}}, {"value", value}, {"place", std::string{place}}, {"right", std::string{setting->right}}});
    if (auto name = own_name(setting->key, key); !name.empty())
        for (const auto& other : table)
            if (other.key.contains('*') && same_section(other.key, setting->key))
                values_.emplace(with_name(other.key, name), other.fallback);
    values_.insert_or_assign(std::string{key}, std::move(value));
    return {};
}

Result<void> Config::read_environment(const std::function<const char*(const char* name)>& get)
{
    auto read = [&](std::string_view key) -> Result<void> {
        auto name = environment_name(key);
        const char* value = get(name.c_str());
        return value ? set(key, value, name) : Result<void>{};
    };
    for (const auto& setting : table) {
        if (!setting.key.contains('*')) {
            CHECKED(read(setting.key));
            continue;
        }
        // Of those that the file names: an environment cannot be searched here.
        for (const auto& name : names(setting.key.substr(0, setting.key.find('.')))) CHECKED(read(with_name(setting.key, name)));
    }
    return {};
}

std::vector<std::string> Config::names(std::string_view section) const
{
    std::vector<std::string> found;
    auto before = std::string{section} + ".";
    for (auto at = values_.lower_bound(before); at != values_.end() && at->first.starts_with(before); ++at) {
        auto name = at->first.substr(before.size());
        auto dot = name.find('.');
        if (dot == std::string::npos || name.starts_with('*')) continue;
        name.resize(dot);
        if (found.empty() || found.back() != name) found.push_back(std::move(name));
    }
    return found;
}

const std::string& Config::string(std::string_view key) const
{
    auto found = values_.find(key);
    if (found == values_.end()) throw std::logic_error("no setting is named " + std::string{key});
    return found->second;
}

std::int64_t Config::integer(std::string_view key) const { return number(string(key)).value(); }
bool Config::flag(std::string_view key) const { return string(key) == "true"; }

std::vector<std::string> Config::texts(std::string_view key) const
{
    std::vector<std::string> found;
    std::string_view rest = string(key);
    while (!rest.empty()) {
        auto comma = rest.find(',');
        found.emplace_back(rest.substr(0, comma));
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return found;
}

std::string example_config()
{
    std::string text =
        "# Favilla's settings, each at its default. The environment overrules this file (smtp.url is FAVILLA_SMTP_URL),\n"
        "# and the command line overrules both.\n";
    std::string_view section;
    for (const auto& setting : table) {
        auto dot = setting.key.rfind('.');
        auto own_section = dot == std::string_view::npos ? std::string_view{} : setting.key.substr(0, dot);
        auto name = dot == std::string_view::npos ? setting.key : setting.key.substr(dot + 1);
        if (own_section != section)
            text += fmt::format("\n[{}]\n",
                                own_section.ends_with('*') ? with_name(own_section, "example") : std::string{own_section});
        section = own_section;
        text += fmt::format("\n# {} ({})\n# {} = {}\n", setting.meaning, setting.right, name, toml_value(setting));
    }
    return text;
}

}  // namespace favilla
