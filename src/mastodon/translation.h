// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/translation.h — words in another language, by a service that an administrator named (setting translation.url) and that speaks
// LibreTranslate's API (POST /translate, GET /languages; github.com/LibreTranslate/LibreTranslate). Only what everybody may read is sent there.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/http_client.h"

namespace favilla::mastodon {

struct Translated {
    std::vector<std::string> texts;  // as many as were given, in their order; HTML as the service gave it: not to be trusted
    std::string source;              // the language they were in, as given or as the service found
};

// From each language, those into which it is translated.
using LanguagePairs = std::map<std::string, std::vector<std::string>, std::less<>>;

// Any thread may ask; answers are remembered.
class Translator {
public:
    Translator(net::ClientConfig, WebUrl service, std::string key, Clock);

    // Refuse Unavailable "translation.unavailable".
    Result<LanguagePairs> languages();
    // `name` says what is translated, and in which state: the same is not asked twice. An unknown source is found out by the service.
    Result<Translated> translate(std::string_view name, const std::vector<std::string>& html, std::optional<std::string> source,
                                 const std::string& target);
    static constexpr std::string_view provider = "LibreTranslate";

private:
    Result<Translated> ask(const std::vector<std::string>& html, const std::string& source, const std::string& target);

    net::HttpClient client_;
    WebUrl service_;
    std::string key_;
    Clock clock_;
    std::mutex mutex_;
    std::optional<LanguagePairs> languages_;
    Time languages_since_;
    std::map<std::string, Translated, std::less<>> known_;
};

}  // namespace favilla::mastodon
