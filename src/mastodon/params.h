// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/params.h — what a client sent, whichever way: query, form, multipart or JSON. Names nest as in Rails:
// media_ids[]=1, poll[options][]=a, fields_attributes[0][name]=x; an index as a key makes an array's element.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "base/ids.h"
#include "base/result.h"
#include "net/form.h"

namespace favilla::net {
struct Request;
}  // namespace favilla::net

namespace favilla::mastodon {

class Params {
public:
    Params() = default;
    explicit Params(boost::json::object tree, std::vector<net::FilePart> files = {})
        : tree_(std::move(tree)), files_(std::move(files))
    {}

    bool has(std::string_view name) const { return find(name) != nullptr; }
    bool names(std::string_view name) const { return tree_.contains(name); }  // null is enough
    // A scalar as text, numbers and booleans too. None when absent, null, or no scalar.
    std::optional<std::string> text(std::string_view name) const;
    std::string text_or(std::string_view name, std::string_view otherwise) const;
    // None when absent or not a whole number.
    std::optional<std::int64_t> integer(std::string_view name) const;
    // Rails' idea of truth (ActiveModel::Type::Boolean, as Mastodon asks of its forms): "", 0, f, false and off are false, anything else is true, also
    // a word that is none of both ("perhaps"): apps count on it ("yes", "checked"). Where a mistake would cost somebody, the endpoint refuses such words.
    std::optional<bool> flag(std::string_view name) const;
    bool flag_or(std::string_view name, bool otherwise) const { return flag(name).value_or(otherwise); }
    // The elements of an array; a single scalar counts as one.
    std::vector<std::string> texts(std::string_view name) const;
    template <class AnyId>
    std::optional<AnyId> id(std::string_view name) const
    {
        auto value = text(name);
        return value ? parse_id<AnyId>(*value) : std::nullopt;
    }
    template <class AnyId>
    std::vector<AnyId> ids(std::string_view name) const  // those that are ids; the others are left out
    {
        std::vector<AnyId> found;
        for (const auto& value : texts(name))
            if (auto id = parse_id<AnyId>(value)) found.push_back(*id);
        return found;
    }
    std::optional<Params> hash(std::string_view name) const;
    std::vector<Params> hashes(std::string_view name) const;  // of an array of objects, or an object keyed 0, 1, …

    // Of a multipart form; null when there is none of that name, or it is empty.
    const net::FilePart* file(std::string_view name) const;

    const boost::json::object& tree() const { return tree_; }

private:
    const boost::json::value* find(std::string_view name) const;
    boost::json::object tree_;
    std::vector<net::FilePart> files_;
};

using FormPairs = std::vector<std::pair<std::string, std::string>>;

// Adds pairs to a tree. Refuses Invalid "request.params": nested deeper than 8, more than 1,000 pairs, one name of two kinds.
Result<void> nest_pairs(boost::json::object& tree, const FormPairs&);

// Path parameters are not among them. Refuses what cannot be read, never what is merely unknown.
Result<Params> read_params(const net::Request&);

}  // namespace favilla::mastodon
