// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/smtp.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <curl/curl.h>

namespace favilla::social {

namespace {

constexpr std::size_t max_codes_length = 15;  // "550 5.123.123 "

struct Upload {
    std::string_view rest;
};

std::size_t read_upload(char* buffer, std::size_t size, std::size_t count, void* state)
{
    auto& upload = *static_cast<Upload*>(state);
    auto length = std::min(size * count, upload.rest.size());
    std::memcpy(buffer, upload.rest.data(), length);
    upload.rest.remove_prefix(length);
    return length;
}

bool is_loopback_url(std::string_view url)
{
    auto host = url.substr(std::min(url.find("://"), url.size() - 3) + 3);
    return host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
}

// Keeps the last refusal that the server said: libcurl hands on each of its lines as a header, that of the farewell too.
std::size_t keep_refusal(const char* line, std::size_t size, std::size_t count, void* state)
{
    auto& answer = *static_cast<std::string*>(state);
    std::string_view said{line, size * count};
    if (!said.starts_with('4') && !said.starts_with('5')) return size * count;
    answer = said.substr(0, said.find_last_not_of("\r\n") + 1);
    return size * count;
}

// libcurl says "RCPT failed: 550" of a refused recipient; what the server answered elsewhere is about us or the mail.
bool refuses_recipient(std::string_view problem, std::string_view answer)
{
    return problem.starts_with("RCPT failed") && answer.starts_with('5');
}

// TLS where the server offers it; always before a password leaves this machine.
long tls_level(const SmtpConfig& config)
{
    if (config.url.starts_with("smtps://")) return CURLUSESSL_ALL;
    if (!config.username.empty() && !is_loopback_url(config.url)) return CURLUSESSL_ALL;
    return CURLUSESSL_TRY;
}

template <class Value>
void set(CURL* curl, CURLoption option, Value value)
{
    if (auto code = curl_easy_setopt(curl, option, value); code != CURLE_OK)
        throw std::runtime_error(std::string{"mail: "} + curl_easy_strerror(code));
}

void initialise_curl()
{
    static const auto code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) throw std::runtime_error("mail: libcurl cannot be initialised");
}

}  // namespace

std::string RecipientRefusal::codes() const
{
    auto end = answer.find_first_not_of("0123456789.- ");
    auto start = answer.substr(0, std::min(end, max_codes_length));
    return start.substr(0, start.find_last_not_of(" -") + 1);
}

bool RecipientRefusal::is_unknown_mailbox() const
{
    auto known = codes();
    return known == "550 5.1.1" || known == "550-5.1.1";
}

std::expected<void, RecipientRefusal> send_mail(const SmtpConfig& config, const Mail& mail)
{
    if (config.url.empty()) throw std::runtime_error("mail: smtp.url is not set");
    initialise_curl();
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
    if (!curl) throw std::runtime_error("mail: out of memory");
    auto recipient = "<" + mail.to + ">";
    auto sender = "<" + (mail.return_path.empty() ? mail.from : mail.return_path) + ">";
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients{curl_slist_append(nullptr, recipient.c_str()),
                                                                           curl_slist_free_all};
    auto message = mime_message(mail);
    Upload upload{message};
    char problem[CURL_ERROR_SIZE] = "";
    std::string answer;

    set(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(curl.get(), CURLOPT_URL, config.url.c_str());
    set(curl.get(), CURLOPT_USE_SSL, tls_level(config));
    if (!config.username.empty()) {
        set(curl.get(), CURLOPT_USERNAME, config.username.c_str());
        set(curl.get(), CURLOPT_PASSWORD, config.password.c_str());
    }
    set(curl.get(), CURLOPT_MAIL_FROM, sender.c_str());
    set(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    set(curl.get(), CURLOPT_READFUNCTION, &read_upload);
    set(curl.get(), CURLOPT_READDATA, static_cast<void*>(&upload));
    set(curl.get(), CURLOPT_UPLOAD, 1L);
    set(curl.get(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(config.connect_timeout.milliseconds));
    set(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(config.total_timeout.milliseconds));
    set(curl.get(), CURLOPT_NOSIGNAL, 1L);  // this is one thread of many
    set(curl.get(), CURLOPT_ERRORBUFFER, static_cast<char*>(problem));
    set(curl.get(), CURLOPT_HEADERFUNCTION, &keep_refusal);
    set(curl.get(), CURLOPT_HEADERDATA, static_cast<void*>(&answer));
    auto code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    if (refuses_recipient(problem, answer)) return std::unexpected(RecipientRefusal{answer});
    throw std::runtime_error(std::string{"mail: "} + (problem[0] ? problem : curl_easy_strerror(code)));
}

}  // namespace favilla::social
