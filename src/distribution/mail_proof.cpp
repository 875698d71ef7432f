// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_proof.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace favilla::distribution {

namespace {

constexpr std::array<std::string_view, 3> proof_names = {"unchecked", "confirmed", "not_confirmed"};
constexpr std::array<std::string_view, 8> known_results = {"pass", "fail",   "softfail",  "neutral",
                                                           "none", "policy", "temperror", "permerror"};
constexpr std::size_t longest_word = 255;
constexpr int deepest_comment = 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c); }
// RFC 2045, 5.1, and letters beyond ASCII (RFC 6532).
bool is_token(char c)
{
    auto byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 0x7f && std::string_view{"()<>@,;:\\\"/[]?="}.find(c) == std::string_view::npos;
}

// Reads from the front; each tells whether that stood there.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    bool take(char c)
    {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // CFWS: blanks, the folds of a long header, and comments, which nest. False: a comment without an end.
    bool skip()
    {
        while (!rest_.empty()) {
            if (std::string_view{" \t\r\n"}.find(rest_.front()) != std::string_view::npos)
                rest_.remove_prefix(1);
            else if (rest_.front() != '(')
                return true;
            else if (!skip_comment())
                return false;
        }
        return true;
    }
    template <class Is>
    std::optional<std::string> word(Is is)
    {
        auto end = std::find_if_not(rest_.begin(), rest_.end(), is);
        auto length = static_cast<std::size_t>(end - rest_.begin());
        if (length == 0 || length > longest_word) return std::nullopt;
        std::string found{rest_.substr(0, length)};
        rest_.remove_prefix(length);
        return found;
    }
    // Keyword of RFC 5321: letters, digits and hyphens, of which none stands last.
    std::optional<std::string> keyword()
    {
        auto found = word([](char c) { return is_alnum(c) || c == '-'; });
        if (!found || found->back() == '-') return std::nullopt;
        return lower_ascii(*found);
    }
    std::optional<std::string> quoted()
    {
        if (!take('"')) return std::nullopt;
        std::string found;
        while (!rest_.empty() && found.size() <= longest_word) {
            char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"') return found;
            if (c == '\\') {
                if (rest_.empty()) return std::nullopt;
                c = rest_.front();
                rest_.remove_prefix(1);
            }
            if (c != '\r' && c != '\n') found += c;
        }
        return std::nullopt;
    }
    std::optional<std::string> value() { return next() == '"' ? quoted() : word(is_token); }
    // An address or a domain as well: what stands before the @ may be quoted, or nothing.
    std::optional<std::string> property_value()
    {
        std::string found;
        if (next() != '@') {
            auto first = next() == '"' ? quoted() : word([](char c) { return is_token(c) || c == '/' || c == '=' || c == ':'; });
            if (!first) return std::nullopt;
            found = *std::move(first);
        }
        if (!take('@')) return found;
        auto domain = word(is_token);
        return domain ? std::optional{found + "@" + *domain} : std::nullopt;
    }
    bool number() { return word(is_digit).has_value(); }

private:
    bool skip_comment()
    {
        int depth = 0;
        while (!rest_.empty()) {
            char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '\\') {
                if (rest_.empty()) return false;
                rest_.remove_prefix(1);
            }
            if (c == '(' && ++depth > deepest_comment) return false;
            if (c == ')' && --depth == 0) return true;
        }
        return false;
    }
    std::string_view rest_;
};

std::string domain_in(std::string_view value)
{
    auto at = value.rfind('@');
    return lower_ascii(at == std::string_view::npos ? value : value.substr(at + 1));
}

// From which property of a method it is told whose domain it is. The identity of a signature may be told in the place of its domain, below which it is.
bool tells_domain(const AuthResult& result, std::string_view type, std::string_view property)
{
    if (result.method == "dkim") return type == "header" && (property == "d" || (property == "i" && result.domain.empty()));
    if (result.method == "spf") return type == "smtp" && property == "mailfrom";
    return result.method == "dmarc" && type == "header" && property == "from";
}

// ptype "." property "=" pvalue; or, once, reason "=" value, which nobody here reads.
bool read_property(Reader& reader, AuthResult& result)
{
    auto type = reader.keyword();
    if (!type || !reader.skip()) return false;
    if (*type == "reason" && reader.take('=')) return reader.skip() && reader.value();
    if (!reader.take('.') || !reader.skip()) return false;
    auto property = reader.word([](char c) { return is_alnum(c) || c == '-' || c == '_'; });
    if (!property || !reader.skip() || !reader.take('=') || !reader.skip()) return false;
    auto value = reader.property_value();
    if (!value) return false;
    if (tells_domain(result, *type, lower_ascii(*property))) result.domain = domain_in(*value);
    return true;
}

// method [ "/" version ] "=" result, and what is told of it, up to the next semicolon. The first is read already.
std::optional<AuthResult> read_result(Reader& reader, std::string method)
{
    AuthResult result{.method = std::move(method), .result = {}, .domain = {}};
    if (!reader.skip()) return std::nullopt;
    if (reader.take('/') && (!reader.skip() || !reader.number() || !reader.skip())) return std::nullopt;
    if (!reader.take('=') || !reader.skip()) return std::nullopt;
    auto word = reader.keyword();
    if (!word || !reader.skip()) return std::nullopt;
    result.result = *std::move(word);
    while (!reader.at_end() && reader.next() != ';')
        if (!read_property(reader, result) || !reader.skip()) return std::nullopt;
    return result;
}

// Who says so, and in which version of the form; where nothing else can be read, this may be.
std::optional<std::string> read_authserv_id(Reader& reader)
{
    if (!reader.skip()) return std::nullopt;
    auto id = reader.value();
    if (!id || id->empty() || !reader.skip()) return std::nullopt;
    return lower_ascii(*id);
}

std::string_view domain_of(std::string_view address)
{
    auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string_view{} : address.substr(at + 1);
}

// Of a domain below it as well: whoever has example.org has news.example.org. The other way round needs a list of who gives names away.
bool stands_for(std::string_view domain, std::string_view from)
{
    return domain == from || (domain.ends_with(from) && domain[domain.size() - from.size() - 1] == '.');
}

bool passes_for(const AuthResult& result, std::string_view from)
{
    if (result.result != "pass" || from.empty()) return false;
    return result.method == "dmarc" ? result.domain.empty() || result.domain == from : stands_for(result.domain, from);
}

bool speaks_against(const AuthResult& result) { return result.result != "none" && result.result != "temperror"; }

std::string word_of(std::span<const AuthResult> results, std::string_view method, std::string_view from)
{
    std::string word;
    for (const auto& one : results) {
        if (one.method != method) continue;
        if (word.empty()) word = one.result;
        if (passes_for(one, from)) return one.result;
    }
    return word;
}

// What DMARC found is the last word, since it asks for the domain that readers see; without it, a signature or a sender of that very domain.
Proof proof_of(std::span<const AuthResult> results, std::string_view from)
{
    Proof proof = Proof::Unchecked;
    for (const auto& one : results) {
        if (one.method == "dmarc" && one.result == "fail") return Proof::NotConfirmed;
        if (passes_for(one, from))
            proof = Proof::Confirmed;
        else if (proof == Proof::Unchecked && speaks_against(one))
            proof = Proof::NotConfirmed;
    }
    return proof;
}

}  // namespace

std::string_view name_of(Proof proof) { return proof_names[static_cast<std::size_t>(proof)]; }

Proof proof_named(std::string_view name)
{
    auto found = std::ranges::find(proof_names, name);
    return found == proof_names.end() ? Proof::Unchecked : static_cast<Proof>(found - proof_names.begin());
}

std::optional<AuthResults> read_auth_results(std::string_view text)
{
    if (text.size() > longest_auth_header) return std::nullopt;
    Reader reader{text};
    auto id = read_authserv_id(reader);
    if (!id) return std::nullopt;
    AuthResults found{.authserv_id = *std::move(id), .results = {}};
    if (is_digit(reader.next()) && (!reader.number() || !reader.skip())) return std::nullopt;
    if (reader.at_end()) return std::nullopt;
    while (!reader.at_end()) {
        if (!reader.take(';') || !reader.skip() || found.results.size() == most_auth_results) return std::nullopt;
        // Many servers end with one semicolon more than they should.
        if (reader.at_end() && !found.results.empty()) break;
        auto method = reader.keyword();
        if (!method || !reader.skip()) return std::nullopt;
        if (*method == "none" && reader.at_end() && found.results.empty()) break;
        auto result = read_result(reader, *std::move(method));
        if (!result) return std::nullopt;
        found.results.push_back(*std::move(result));
    }
    return found;
}

MailProof judge_mail(std::span<const std::string> headers, std::string_view authserv_id, std::string_view from)
{
    if (authserv_id.empty()) return {};
    for (const auto& header : headers) {
        Reader reader{header};
        if (read_authserv_id(reader) != lower_ascii(authserv_id)) continue;
        auto found = read_auth_results(header);
        if (!found) return {};  // what stands below may be anybody's
        std::erase_if(found->results, [](const AuthResult& one) {
            bool is_read = one.method == "dkim" || one.method == "spf" || one.method == "dmarc";
            return !is_read || std::ranges::find(known_results, one.result) == known_results.end();
        });
        auto domain = lower_ascii(domain_of(from));
        return {.proof = proof_of(found->results, domain),
                .dkim = word_of(found->results, "dkim", domain),
                .spf = word_of(found->results, "spf", domain),
                .dmarc = word_of(found->results, "dmarc", domain)};
    }
    return {};
}

}  // namespace favilla::distribution
