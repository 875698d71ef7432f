// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/mail_proof.h — what the organisation's own mail server found out about who sent a mail (Authentication-Results, RFC 8601). Anybody can
// write such a header; the first one that bears the name of that server counts, and no other (section 5).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace favilla::distribution {

enum class Proof {
    Unchecked,  // nobody says anything that is believed
    Confirmed,  // the domain that the mail says it is from stands behind it
    NotConfirmed
};
std::string_view name_of(Proof);  // "unchecked", …
Proof proof_named(std::string_view);

struct AuthResult {              // of one method
    std::string method, result;  // in lower case
    std::string domain;          // of which it speaks, in lower case: header.d, smtp.mailfrom, header.from; empty: not told
};
struct AuthResults {
    std::string authserv_id;  // who says so
    std::vector<AuthResult> results;
};
inline constexpr std::size_t most_auth_results = 50;
inline constexpr std::size_t longest_auth_header = 8192;

// The body of one header field, folded or not. None: it has not the form of section 2.2, or is longer than anybody needs.
std::optional<AuthResults> read_auth_results(std::string_view);

struct MailProof {
    Proof proof = Proof::Unchecked;
    std::string dkim, spf, dmarc;  // results of section 2.7; empty: not told
};
// Of all header fields of that name, from the top; `from` is the address that the mail says it is from. With no `authserv_id` nobody is believed.
MailProof judge_mail(std::span<const std::string> headers, std::string_view authserv_id, std::string_view from);

}  // namespace favilla::distribution
