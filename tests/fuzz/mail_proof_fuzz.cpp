// SPDX-License-Identifier: AGPL-3.0-or-later
// An Authentication-Results of anybody: what is read of it is within its bounds, and whoever is not believed confirms nothing.
#include "distribution/mail_proof.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace favilla::distribution;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string text{reinterpret_cast<const char*>(data), size};
    std::vector<std::string> headers{text};
    if (judge_mail(headers, {}, "rita@example.com").proof != Proof::Unchecked) std::abort();
    auto found = read_auth_results(text);
    auto judged = judge_mail(headers, "mx.example.org", "rita@example.com");
    bool believed = found && found->authserv_id == "mx.example.org";
    if (!believed && (judged.proof != Proof::Unchecked || !judged.dkim.empty() || !judged.spf.empty() || !judged.dmarc.empty()))
        std::abort();
    if (judged.proof == Proof::Confirmed && judged.dkim != "pass" && judged.spf != "pass" && judged.dmarc != "pass") std::abort();
    if (!found) return 0;
    if (found->authserv_id.empty() || found->results.size() > most_auth_results) std::abort();
    for (const auto& one : found->results)
        if (one.method.empty() || one.result.empty()) std::abort();
    return 0;
}
