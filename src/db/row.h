// SPDX-License-Identifier: AGPL-3.0-or-later
// db/row.h — what comes out of a statement. A result is read whole, so no statement stays open and no
// lock is held while it is looked at. Columns are read by position: row.get<StatusId>(0).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace favilla::db {

// All cells of a result, texts behind one another in one buffer.
class Table {
public:
    explicit Table(int columns) : columns_(columns) {}
    void add_null() { cells_.push_back({Kind::Null, 0, 0}); }
    void add(std::int64_t number) { cells_.push_back({Kind::Integer, number, 0}); }
    void add(double number);
    void add(std::string_view text);
    int columns() const { return columns_; }
    std::size_t size() const { return columns_ == 0 ? 0 : cells_.size() / static_cast<std::size_t>(columns_); }

    bool is_null(std::size_t row, int column) const { return cell(row, column).kind == Kind::Null; }
    std::int64_t integer(std::size_t row, int column) const;
    double real(std::size_t row, int column) const;
    std::string_view text(std::size_t row, int column) const;

private:
    enum class Kind : std::uint8_t { Null, Integer, Real, Text };
    struct Cell {
        Kind kind;
        std::int64_t number;  // an integer, a double's bits, or an offset into bytes_
        std::uint32_t length;
    };
    const Cell& cell(std::size_t row, int column) const;
    int columns_;
    std::vector<Cell> cells_;
    std::string bytes_;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

class Row {
public:
    Row(std::shared_ptr<const Table> table, std::size_t index) : table_(std::move(table)), index_(index) {}
    bool is_null(int column) const { return table_->is_null(index_, column); }

    // std::string_view lives as long as the row or the rows it came with. A NULL is read as std::optional only.
    template <class T>
    T get(int column) const
    {
        if constexpr (is_optional<T>) {
            if (is_null(column)) return std::nullopt;
            return get<typename T::value_type>(column);
        } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>) {
            return T{table_->text(index_, column)};
        } else if constexpr (std::is_same_v<T, bool>) {
            return table_->integer(index_, column) != 0;
        } else if constexpr (std::is_floating_point_v<T>) {
            return static_cast<T>(table_->real(index_, column));
        } else if constexpr (std::is_integral_v<T>) {
            return static_cast<T>(table_->integer(index_, column));
        } else {
            return T{table_->integer(index_, column)};  // an Id, a Time, a Duration
        }
    }

private:
    std::shared_ptr<const Table> table_;
    std::size_t index_;
};

class Rows {
public:
    explicit Rows(std::shared_ptr<const Table> table) : table_(std::move(table)) {}
    std::size_t size() const { return table_->size(); }
    bool empty() const { return size() == 0; }
    Row operator[](std::size_t index) const { return {table_, index}; }

    struct Iterator {
        const Rows* rows;
        std::size_t index;
        Row operator*() const { return (*rows)[index]; }
        Iterator& operator++()
        {
            ++index;
            return *this;
        }
        bool operator==(const Iterator&) const = default;
    };
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, size()}; }

private:
    std::shared_ptr<const Table> table_;
};

}  // namespace favilla::db
