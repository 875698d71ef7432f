// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/sign_in_providers.h"

#include <fstream>
#include <iterator>

#include "base/text.h"
#include "base/web_url.h"

namespace favilla::server {

namespace {

social::Newcomers newcomers_of(std::string_view text)
{
    if (text == "at_once") return social::Newcomers::AtOnce;
    return text == "as_others" ? social::Newcomers::AsOthers : social::Newcomers::Refused;
}

Result<std::string> secret_of(const Config& config, const std::string& section)
{
    const auto& file = config.string(section + "client_secret_file");
    if (file.empty()) return config.string(section + "client_secret");
    std::ifstream in{file, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    text.resize(text.find_last_not_of(" \r\n\t") + 1);
    if (text.empty())
        return refuse(ErrorCode::Invalid, "config.openid_file", {{"key", section + "client_secret_file"}, {"file", file}});
    return text;
}

Result<social::SignInProvider> read_provider(const Config& config, const std::string& key)
{
    auto section = "openid." + key + ".";
    const auto& issuer = config.string(section + "issuer");
    auto address = parse_web_url(issuer);
    if (!address || issuer.contains('?') || issuer.contains('#'))
        return refuse(ErrorCode::Invalid, "config.openid_incomplete", {{"key", section + "issuer"}});
    if (config.string(section + "client_id").empty())
        return refuse(ErrorCode::Invalid, "config.openid_incomplete", {{"key", section + "client_id"}});
    TRY(auto secret, secret_of(config, section));
    const auto& title = config.string(section + "title");
    const auto& domain = config.string(section + "domain");
    auto email_domains = config.texts(section + "email_domains");
    for (auto& one : email_domains) one = lower_ascii(one);
    return social::SignInProvider{.key = key,
                                  .domain = domain.empty() ? config.string("domain") : domain,
                                  .title = title.empty() ? address->host : title,
                                  .issuer = issuer,
                                  .client_id = config.string(section + "client_id"),
                                  .client_secret = secret,
                                  .email_domains = std::move(email_domains),
                                  .newcomers = newcomers_of(config.string(section + "newcomers")),
                                  .name_claim = config.string(section + "name_claim"),
                                  .trusts_second_factor = config.flag(section + "trust_second_factor")};
}

}  // namespace

Result<std::vector<social::SignInProvider>> sign_in_providers(const Config& config)
{
    std::vector<social::SignInProvider> providers;
    for (const auto& key : config.names("openid")) {
        TRY(auto provider, read_provider(config, key));
        providers.push_back(std::move(provider));
    }
    if (providers.size() > social::max_sign_in_providers)
        return refuse(ErrorCode::Invalid, "config.openid_many",
                      {{"key", "openid"}, {"max", std::to_string(social::max_sign_in_providers)}});
    return providers;
}

}  // namespace favilla::server
