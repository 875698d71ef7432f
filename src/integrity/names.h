// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/names.h — numbers for names, in the order in which they appear.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace favilla::integrity {

class Names {
public:
    std::uint32_t number_of(std::string_view name)
    {
        if (auto known = find(name)) return *known;
        auto next = static_cast<std::uint32_t>(names_.size());
        numbers_.emplace(names_.emplace_back(name), next);
        return next;
    }
    std::optional<std::uint32_t> find(std::string_view name) const
    {
        auto known = numbers_.find(name);
        return known == numbers_.end() ? std::nullopt : std::optional{known->second};
    }
    const std::string& operator[](std::uint32_t number) const { return names_[number]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::vector<std::string> names_;
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

}  // namespace favilla::integrity
