// SPDX-License-Identifier: AGPL-3.0-or-later
// base/result.h — how a refusal is said. Absence is std::optional, refusal is Result<T>,
// breakage is an exception. An Error carries one of eight codes, which each protocol maps to
// its own answer in one function, and the key of a sentence in locale/.
#pragma once
#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace favilla {

enum class ErrorCode { NotFound, Forbidden, Invalid, Conflict, TooMany, Gone, Unsupported, Unavailable };

struct Error {
    ErrorCode code = ErrorCode::Invalid;
    std::string key;                                               // "status.too_long", a key of locale/
    std::vector<std::pair<std::string, std::string>> params = {};  // what the sentence's {placeholders} become
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> refuse(ErrorCode code, std::string key,
                                     std::vector<std::pair<std::string, std::string>> params = {})
{
    return std::unexpected(Error{code, std::move(key), std::move(params)});
}

}  // namespace favilla

#define FAVILLA_JOIN_(a, b) a##b
#define FAVILLA_JOIN(a, b) FAVILLA_JOIN_(a, b)
#define FAVILLA_TRY_(result, declaration, ...)                      \
    auto result = (__VA_ARGS__);                                    \
    if (!result) return std::unexpected(std::move(result).error()); \
    declaration = *std::move(result)

// TRY(auto parent, find_parent(tx, draft)): the value, or the caller returns the refusal.
#define TRY(declaration, ...) FAVILLA_TRY_(FAVILLA_JOIN(try_, __LINE__), declaration, __VA_ARGS__)
// CHECKED(check_text(draft.text)): for a Result<void>, likewise.
#define CHECKED(...)                                                                              \
    if (auto FAVILLA_JOIN(checked_, __LINE__) = (__VA_ARGS__); !FAVILLA_JOIN(checked_, __LINE__)) \
    return std::unexpected(std::move(FAVILLA_JOIN(checked_, __LINE__)).error())
