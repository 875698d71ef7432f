// SPDX-License-Identifier: AGPL-3.0-or-later
// db/postgresql_wire.h — values as PostgreSQL sends and receives them. For db/postgresql_session.cpp alone.
#pragma once
#include <array>
#include <forward_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/row.h"
#include "db/value.h"

namespace favilla::db {

// The number by which the engine knows a value's type; 0: let it find out.
unsigned type_of(const Value&);

// Arguments in the engine's binary formats (documentation: array_recv for lists); looks at the texts and bytes of the values it was made of.
class WireArguments {
public:
    explicit WireArguments(std::span<const Value>);
    int count() const { return static_cast<int>(pointers_.size()); }
    const unsigned* types() const { return types_.data(); }
    const char* const* pointers() const { return pointers_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    std::vector<std::array<char, 8>> numbers_;
    std::forward_list<std::string> lists_;
    std::vector<unsigned> types_;
    std::vector<const char*> pointers_;
    std::vector<int> lengths_, formats_;
};

// One cell that came back as text.
void add_cell(Table&, unsigned type, std::string_view text);

}  // namespace favilla::db
