// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/params.h"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "net/form.h"
#include "net/http.h"

namespace favilla::mastodon {

namespace {

namespace bj = boost::json;

constexpr std::size_t max_pairs = 1000;
constexpr std::size_t max_nesting = 8;

Error unreadable() { return {ErrorCode::Invalid, "request.params"}; }

// "poll[options][]" → poll, options, "" (an empty step appends).
std::optional<std::vector<std::string>> steps_of(std::string_view name)
{
    auto bracket = name.find('[');
    std::vector<std::string> steps{std::string{name.substr(0, bracket)}};
    while (bracket != std::string_view::npos) {
        auto close = name.find(']', bracket);
        if (close == std::string_view::npos || steps.size() >= max_nesting) return std::nullopt;
        steps.emplace_back(name.substr(bracket + 1, close - bracket - 1));
        bracket = close + 1 < name.size() && name[close + 1] == '[' ? close + 1 : std::string_view::npos;
        if (bracket == std::string_view::npos && close + 1 != name.size()) return std::nullopt;
    }
    return steps;
}

// Walks to where the pair belongs, making objects and arrays on the way; false when a name is of two kinds.
bool place(bj::value& root, const std::vector<std::string>& steps, std::string_view content)
{
    auto* at = &root;
    for (std::size_t n = 0; n < steps.size(); ++n) {
        const auto& step = steps[n];
        if (step.empty()) {
            if (at->is_null()) at->emplace_array();
            if (!at->is_array()) return false;
            auto& array = at->get_array();
            // fields[][name]=a&fields[][value]=b: the next key joins the last element until it repeats.
            bool joins = n + 1 < steps.size() && !array.empty() && array.back().is_object()
                      && !array.back().get_object().contains(steps[n + 1]);
            if (!joins) array.emplace_back(nullptr);
            at = &array.back();
        } else {
            if (at->is_null()) at->emplace_object();
            if (!at->is_object()) return false;
            at = &at->get_object()[step];
        }
    }
    if (at->is_object() || at->is_array()) return false;
    *at = content;
    return true;
}

std::optional<std::string> scalar(const bj::value& value)
{
    if (value.is_string()) return std::string{value.get_string()};
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    if (value.is_double()) return bj::serialize(value);
    return std::nullopt;
}

FormPairs pairs_of(std::vector<net::Field> fields)
{
    FormPairs pairs;
    pairs.reserve(fields.size());
    for (auto& field : fields) pairs.emplace_back(std::move(field.name), std::move(field.value));
    return pairs;
}

Result<void> read_body(bj::object& tree, std::vector<net::FilePart>& files, const net::Request& request)
{
    auto type = request.content_type();
    if (request.body.empty()) return {};
    if (type == "application/json") {
        TRY(auto value, parse_json(request.body));
        if (!value.is_object()) return std::unexpected(unreadable());
        for (const auto& member : value.get_object()) tree.insert_or_assign(member.key(), member.value());
        return {};
    }
    if (type == "multipart/form-data") {
        TRY(auto form, net::parse_multipart(request.header("Content-Type"), request.body));
        files = std::move(form.files);
        return nest_pairs(tree, pairs_of(std::move(form.fields)));
    }
    if (!type.empty() && type != "application/x-www-form-urlencoded") return {};
    TRY(auto fields, net::parse_urlencoded(request.body));
    return nest_pairs(tree, pairs_of(std::move(fields)));
}

}  // namespace

const bj::value* Params::find(std::string_view name) const
{
    const auto* value = tree_.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

const net::FilePart* Params::file(std::string_view name) const
{
    auto found = std::ranges::find(files_, name, &net::FilePart::name);
    return found == files_.end() || found->content.empty() ? nullptr : &*found;
}

std::optional<std::string> Params::text(std::string_view name) const
{
    const auto* value = find(name);
    return value ? scalar(*value) : std::nullopt;
}

std::string Params::text_or(std::string_view name, std::string_view otherwise) const
{
    return text(name).value_or(std::string{otherwise});
}

std::optional<std::int64_t> Params::integer(std::string_view name) const
{
    auto content = text(name);
    if (!content) return std::nullopt;
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(content->data(), content->data() + content->size(), number);
    if (error != std::errc{} || end != content->data() + content->size()) return std::nullopt;
    return number;
}

std::optional<bool> Params::flag(std::string_view name) const
{
    auto content = text(name);
    if (!content) return std::nullopt;
    auto word = fold(*content);
    return !(word.empty() || word == "0" || word == "f" || word == "false" || word == "off");
}

std::vector<std::string> Params::texts(std::string_view name) const
{
    std::vector<std::string> found;
    const auto* value = find(name);
    if (!value) return found;
    if (auto single = scalar(*value)) found.push_back(*single);
    if (value->is_array())
        for (const auto& element : value->get_array())
            if (auto content = scalar(element)) found.push_back(*content);
    if (value->is_object())  // options[0]=a&options[1]=b
        for (const auto& member : value->get_object())
            if (auto content = scalar(member.value())) found.push_back(*content);
    return found;
}

std::optional<Params> Params::hash(std::string_view name) const
{
    const auto* value = find(name);
    if (!value || !value->is_object()) return std::nullopt;
    return Params{value->get_object()};
}

std::vector<Params> Params::hashes(std::string_view name) const
{
    std::vector<Params> found;
    const auto* value = find(name);
    if (!value) return found;
    if (value->is_array())
        for (const auto& element : value->get_array())
            if (element.is_object()) found.emplace_back(element.get_object());
    if (value->is_object())
        for (const auto& member : value->get_object())
            if (member.value().is_object()) found.emplace_back(member.value().get_object());
    return found;
}

Result<void> nest_pairs(bj::object& tree, const FormPairs& pairs)
{
    if (pairs.size() > max_pairs) return std::unexpected(unreadable());
    bj::value root(std::move(tree));  // in braces it would be an array of one
    for (const auto& [name, content] : pairs) {
        auto steps = steps_of(name);
        bool text = is_valid_utf8(content) && content.find('\0') == std::string::npos && is_valid_utf8(name);
        if (!steps || !text || !place(root, *steps, content)) return std::unexpected(unreadable());
    }
    tree = std::move(root.get_object());
    return {};
}

Result<Params> read_params(const net::Request& request)
{
    bj::object tree;
    TRY(auto query, net::parse_urlencoded(request.query()));
    CHECKED(nest_pairs(tree, pairs_of(std::move(query))));
    std::vector<net::FilePart> files;
    CHECKED(read_body(tree, files, request));
    return Params{std::move(tree), std::move(files)};
}

}  // namespace favilla::mastodon
