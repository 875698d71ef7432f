// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/router.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "net/form.h"

namespace favilla::net {

namespace {

using Segments = std::vector<std::string>;

constexpr std::size_t max_segments = 64;

std::string_view without_slashes_at_ends(std::string_view path)
{
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.ends_with('/')) path.remove_suffix(1);
    return path;
}

// None for what is no path at all: it does not begin with '/', has a broken escape or text that is not UTF-8, is too
// deep, or climbs with "..": such a path finds no route.
std::optional<Segments> split_path(std::string_view path)
{
    if (!path.starts_with('/')) return std::nullopt;
    Segments segments;
    path = without_slashes_at_ends(path);
    while (!path.empty()) {
        auto slash = path.find('/');
        auto decoded = percent_decode(path.substr(0, slash));
        if (!decoded || decoded->empty() || *decoded == "." || *decoded == ".." || !is_clean_utf8(*decoded)) return std::nullopt;
        segments.push_back(*std::move(decoded));
        if (segments.size() > max_segments) return std::nullopt;
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return segments;
}

std::string join(const Segments& segments, std::size_t from)
{
    std::string joined;
    for (auto i = from; i < segments.size(); ++i) {
        if (i > from) joined += '/';
        joined += segments[i];
    }
    return joined;
}

}  // namespace

struct Router::Node {
    struct Answer {
        Method method;
        std::size_t route;
        std::vector<std::string> names;  // of the parameters, from the root down
    };
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literal;
    std::map<std::string, std::unique_ptr<Node>, std::greater<>> prefixed;  // "@:name"; of two prefixes the longer comes first
    std::unique_ptr<Node> any;                                              // ":name"
    std::unique_ptr<Node> rest;                                             // "*name"
    std::vector<Answer> answers;

    // The node below for one segment of a pattern, made when it is new; what the segment names is added to `names`.
    Node& child(std::string_view segment, std::vector<std::string>& names)
    {
        auto colon = segment.find(':');
        bool rest_of_path = segment.front() == '*';
        bool plain = !rest_of_path && colon == std::string_view::npos;
        if (!plain) names.emplace_back(segment.substr(rest_of_path ? 1 : colon + 1));
        auto& below = rest_of_path ? rest
                    : plain        ? literal[std::string(segment)]
                    : colon == 0   ? any
                                   : prefixed[std::string(segment.substr(0, colon))];
        if (!below) below = std::make_unique<Node>();
        return *below;
    }

    const Answer* answer(Method method) const
    {
        auto found = std::ranges::find(answers, method, &Answer::method);
        if (found != answers.end()) return &*found;
        if (method == Method::Head) return answer(Method::Get);
        return nullptr;
    }

    // The first node, in order of preference, that answers the method; all that fit the path say what they would answer.
    const Node* find(Method method, const Segments& segments, std::size_t at, std::vector<std::string>& values,
                     std::vector<Method>& allowed) const
    {
        if (at == segments.size()) {
            if (answer(method)) return this;
            for (const auto& a : answers) allowed.push_back(a.method);
            return nullptr;
        }
        if (auto child = literal.find(segments[at]); child != literal.end()) {
            if (const auto* found = child->second->find(method, segments, at + 1, values, allowed)) return found;
        }
        for (const auto& [prefix, child] : prefixed) {
            if (!segments[at].starts_with(prefix) || segments[at].size() == prefix.size()) continue;
            values.push_back(segments[at].substr(prefix.size()));
            if (const auto* found = child->find(method, segments, at + 1, values, allowed)) return found;
            values.pop_back();
        }
        if (any) {
            values.push_back(segments[at]);
            if (const auto* found = any->find(method, segments, at + 1, values, allowed)) return found;
            values.pop_back();
        }
        if (!rest) return nullptr;
        if (rest->answer(method)) {
            values.push_back(join(segments, at));
            return rest.get();
        }
        for (const auto& a : rest->answers) allowed.push_back(a.method);
        return nullptr;
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route)
{
    auto malformed = [&](const char* why) { return std::invalid_argument("route " + route.pattern + ": " + why); };
    if (!route.pattern.starts_with('/')) throw malformed("a pattern begins with '/'");

    auto* node = root_.get();
    std::vector<std::string> names;
    auto left = without_slashes_at_ends(route.pattern);
    while (!left.empty()) {
        auto slash = left.find('/');
        auto segment = left.substr(0, slash);
        left.remove_prefix(slash == std::string_view::npos ? left.size() : slash + 1);
        if (segment.empty() || segment.ends_with(':') || segment == "*") throw malformed("an empty segment or name");
        if (segment.front() == '*' && !left.empty()) throw malformed("'*' stands last");

        node = &node->child(segment, names);
    }
    if (std::ranges::find(node->answers, route.method, &Node::Answer::method) != node->answers.end())
        throw malformed("added twice");
    node->answers.push_back({route.method, routes_.size(), std::move(names)});
    routes_.push_back(std::make_unique<Route>(std::move(route)));
}

void Router::add(Method method, std::string pattern, Handler handler, Pool pool)
{
    add(Route{.method = method, .pattern = std::move(pattern), .handler = std::move(handler), .pool = pool});
}

void Router::allow_cors(std::string prefix, Cors cors) { cors_.emplace_back(std::move(prefix), std::move(cors)); }

void Router::set_fallback(Handler handler, Pool pool)
{
    fallback_ = std::make_unique<Route>(Route{.pattern = "", .handler = std::move(handler), .pool = pool});
}

RouteMatch Router::match(Method method, std::string_view path) const
{
    RouteMatch match;
    auto segments = split_path(path);
    if (!segments) return match;

    std::vector<std::string> values;
    const auto* node = root_->find(method, *segments, 0, values, match.allowed);
    if (!node) {
        if (std::ranges::find(match.allowed, Method::Get) != match.allowed.end()) match.allowed.push_back(Method::Head);
        std::ranges::sort(match.allowed);
        match.allowed.erase(std::ranges::unique(match.allowed).begin(), match.allowed.end());
        return match;
    }
    const auto* answer = node->answer(method);
    match.allowed.clear();
    match.index = answer->route;
    match.route = routes_[answer->route].get();
    for (std::size_t i = 0; i < values.size(); ++i) match.params.emplace_back(answer->names[i], std::move(values[i]));
    return match;
}

const Cors* Router::cors_for(std::string_view path) const
{
    for (const auto& [prefix, cors] : cors_) {
        if (path.starts_with(prefix)) return &cors;
    }
    return nullptr;
}

const Route* Router::fallback() const { return fallback_.get(); }

const std::vector<std::unique_ptr<Route>>& Router::routes() const { return routes_; }

}  // namespace favilla::net
