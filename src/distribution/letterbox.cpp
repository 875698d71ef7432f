// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/letterbox.h"

#include <charconv>

#include "base/crypto.h"
#include "base/text.h"
#include "base/totp.h"

namespace favilla::distribution {

namespace {

constexpr std::string_view answers_prefix = "answer+", returns_prefix = "return+";
constexpr std::size_t stamp_bytes = 16;  // 128 bits: nobody guesses them, and what stands before the @ stays within 64 characters

std::string in_base36(std::int64_t number)
{
    char digits[16];
    auto [end, error] = std::to_chars(digits, digits + sizeof digits, number, 36);
    return {digits, end};
}

template <class AnyId>
std::optional<AnyId> from_base36(std::string_view text)
{
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 36);
    if (error != std::errc{} || end != text.data() + text.size() || number <= 0) return std::nullopt;
    return AnyId{number};
}

std::string local_part(const MailKey& key, const Letterbox& box)
{
    auto what = in_base36(box.subscription.value);
    if (box.about) what += "-" + in_base36(box.about->value);
    auto kind = box.about ? answers_prefix : returns_prefix;
    // Of what the key makes of it a hash, in letters whose case does not matter.
    auto stamp = sha256(key.link_of(kind, what)).substr(0, stamp_bytes);
    return std::string{kind} + what + "." + lower_ascii(to_base32(stamp));
}

}  // namespace

std::string address_of(const MailKey& key, std::string_view domain, const Letterbox& box)
{
    return local_part(key, box) + "@" + std::string{domain};
}

std::optional<Letterbox> letterbox_in(const MailKey& key, std::string_view domain, std::string_view address)
{
    auto lower = lower_ascii(address);
    auto at = lower.rfind('@');
    if (at == std::string::npos || lower.substr(at + 1) != lower_ascii(domain)) return std::nullopt;
    auto local = std::string_view{lower}.substr(0, at);
    bool answers = local.starts_with(answers_prefix);
    if (!answers && !local.starts_with(returns_prefix)) return std::nullopt;
    auto what = local.substr(answers_prefix.size());
    what = what.substr(0, what.find('.'));
    auto dash = what.find('-');
    if (answers != (dash != std::string_view::npos)) return std::nullopt;
    auto subscription = from_base36<SubscriptionId>(what.substr(0, dash));
    if (!subscription) return std::nullopt;
    Letterbox box{*subscription, answers ? from_base36<StatusId>(what.substr(dash + 1)) : std::nullopt};
    bool ours = (!answers || box.about) && equal_in_constant_time(local, local_part(key, box));
    return ours ? std::optional{box} : std::nullopt;
}

}  // namespace favilla::distribution
