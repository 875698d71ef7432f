// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/sql_text.h"

#include <cctype>

namespace favilla::db {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

void replace_word(std::string& text, std::string_view word, std::string_view to)
{
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + to.size())) {
        auto end = at + word.size();
        bool whole = (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
        if (whole)
            text.replace(at, word.size(), to);
        else
            at = end - to.size();
    }
}

// `IN LIST($1)` → before + "$1" + after.
void rewrite_list(std::string& text, std::string_view call, std::string_view before, std::string_view after)
{
    for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at)) {
        auto close = text.find(')', at);
        if (close == std::string::npos) return;
        auto parameter = text.substr(at + call.size(), close - at - call.size());
        auto rewritten = std::string{before} + parameter + std::string{after};
        text.replace(at, close + 1 - at, rewritten);
        at += rewritten.size();
    }
}

// `FROM t WHERE t.id IN EACH($1)` → `FROM ids($1) in_each CROSS JOIN t WHERE t.id = in_each.value`. The join's order is
// the one written; SQLite keeps to it where a join is called CROSS.
void rewrite_each(std::string& text)
{
    static constexpr std::string_view call = "IN EACH(", value = "= in_each.value", from = "FROM ";
    for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at)) {
        auto close = text.find(')', at);
        auto begin = text.rfind(from, at);
        if (close == std::string::npos || begin == std::string::npos) return;
        auto list = "ids(" + text.substr(at + call.size(), close - at - call.size()) + ") in_each CROSS JOIN ";
        text.replace(at, close + 1 - at, value);
        text.insert(begin + from.size(), list);
        at += list.size();
    }
}

std::string without_comment(std::string_view line)
{
    auto comment = line.find("--");
    return std::string{line.substr(0, comment)};
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::string statement_of_migration(Engine engine, std::string text)
{
    if (engine == Engine::Postgresql) return text;
    replace_word(text, "BIGINT", "INTEGER");
    replace_word(text, "DOUBLE PRECISION", "REAL");
    replace_word(text, "BYTEA", "BLOB");
    bool table = text.find("CREATE TABLE") != std::string::npos;
    if (table && text.find("STRICT") == std::string::npos) text += " STRICT";
    return text;
}

}  // namespace

std::string statement_for(Engine engine, std::string_view sql)
{
    std::string text{sql};
    if (engine == Engine::Sqlite) {
        rewrite_each(text);
        rewrite_list(text, "IN LIST(", "IN (SELECT value FROM ids(", "))");
        rewrite_list(text, "IN TEXTS(", "IN (SELECT value FROM json_each(", "))");
        return text;
    }
    // Behind a SELECT the planner does not see how long a list is: it would plan anew for each, which costs more than the statement.
    rewrite_list(text, "NOT IN LIST(", "<> ALL(ARRAY(SELECT unnest(", "::bigint[])))");
    rewrite_list(text, "NOT IN TEXTS(", "<> ALL(ARRAY(SELECT jsonb_array_elements_text(", "::jsonb)))");
    rewrite_list(text, "IN LIST(", "= ANY(ARRAY(SELECT unnest(", "::bigint[])))");
    rewrite_list(text, "IN EACH(", "= ANY(ARRAY(SELECT unnest(", "::bigint[])))");
    rewrite_list(text, "IN TEXTS(", "= ANY(ARRAY(SELECT jsonb_array_elements_text(", "::jsonb)))");
    return text;
}

std::vector<std::string> migration_for(Engine engine, std::string_view sql)
{
    std::vector<std::string> statements;
    std::string current;
    bool meant = true;
    while (!sql.empty()) {
        auto end = sql.find('\n');
        auto line = sql.substr(0, end);
        sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 1);
        if (line.starts_with("-- engine: ")) {
            auto name = line.substr(11);
            meant = name == "both" || name == (engine == Engine::Sqlite ? "sqlite" : "postgresql");
            continue;
        }
        if (!meant) continue;
        auto code = without_comment(line);
        current += code + "\n";
        // A statement ends with a semicolon at a line's end; inside a trigger's body lines are indented.
        bool ends = !blank(code) && code[code.find_last_not_of(" \t\r")] == ';';
        if (!ends || code.front() == ' ') continue;
        current.resize(current.find_last_of(';'));
        statements.push_back(statement_of_migration(engine, std::move(current)));
        current.clear();
    }
    if (!blank(current)) statements.push_back(statement_of_migration(engine, std::move(current)));
    return statements;
}

}  // namespace favilla::db
