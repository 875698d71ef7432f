// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/postgresql_session.h"

#include <charconv>

#include <libpq-fe.h>

#include "db/postgresql_ids.h"
#include "db/postgresql_wire.h"
#include "db/sql_text.h"

namespace favilla::db {

namespace {

// Only statements that have a plan are worth keeping.
bool is_kept(std::string_view sql)
{
    for (std::string_view word : {"SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "})
        if (sql.starts_with(word)) return true;
    return false;
}

std::string_view trimmed(std::string_view text)
{
    while (text.ends_with('\n')) text.remove_suffix(1);
    return text;
}

bool fits(std::span<const unsigned> types, std::span<const Value> args)
{
    if (types.size() != args.size()) return false;
    for (std::size_t n = 0; n < args.size(); ++n)
        if (auto type = type_of(args[n]); type != 0 && type != types[n]) return false;
    return true;
}

}  // namespace

void PostgresqlSession::Clear::operator()(pg_result* answer) const { PQclear(answer); }

PostgresqlSession::PostgresqlSession(const PostgresqlOptions& options, PostgresqlIds* ids) : ids_(ids), on_plan_(options.on_plan)
{
    const char* const names[] = {"dbname", "fallback_application_name", "client_encoding", nullptr};
    const char* const values[] = {options.uri.c_str(), "favilla", "UTF8", nullptr};
    handle_ = PQconnectdbParams(names, values, 1);
    if (PQstatus(handle_) != CONNECTION_OK) {
        std::string reason{trimmed(PQerrorMessage(handle_))};
        PQfinish(handle_);
        throw Failure{reason};
    }
    PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);
    try {
        control("SET jit = off");  // statements here are short: compiling them costs more than running them
        if (on_plan_) control("SET plan_cache_mode = force_generic_plan");
        if (on_plan_) control("SET enable_seqscan = off");  // small tables too show whether an index serves
    } catch (...) {
        PQfinish(handle_);
        throw;
    }
}

PostgresqlSession::~PostgresqlSession() { PQfinish(handle_); }

bool PostgresqlSession::lost() const { return PQstatus(handle_) != CONNECTION_OK; }
int PostgresqlSession::process() const { return PQbackendPID(handle_); }

std::int64_t PostgresqlSession::next_id(Time now)
{
    if (!ids_) throw std::logic_error("this connection hands out no ids");
    return ids_->next(now);
}

void PostgresqlSession::check(const pg_result* answer, std::string_view sql)
{
    auto status = PQresultStatus(answer);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    auto message = std::string{trimmed(PQerrorMessage(handle_))} + " in: " + std::string{sql};
    const char* code = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    std::string_view state = code ? code : "";
    if (state == "40001" || state == "40P01") must_try_again_ = true;
    if (must_try_again_) throw TryAgain{message};
    if (lost()) throw ConnectionLost{message};
    if (state.starts_with("23")) throw Conflict{message};
    if (state == "53100") throw StorageFull{message};
    throw Failure{message};
}

void PostgresqlSession::control(const char* sql) { check(Answer{PQexec(handle_, sql)}.get(), sql); }

// Reads see one snapshot. They need no more: a serializable reader could be refused, and nothing is written from it.
void PostgresqlSession::begin_read()
{
    must_try_again_ = false;
    control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

// docs/decisions/0006: as if one after another, which is what the one writer of SQLite gives.
void PostgresqlSession::begin_write()
{
    must_try_again_ = false;
    control("BEGIN ISOLATION LEVEL SERIALIZABLE");
}

void PostgresqlSession::commit()
{
    Answer answer{PQexec(handle_, "COMMIT")};
    if (lost()) throw Failure{"the connection broke during COMMIT: it is not known whether it was done"};
    check(answer.get(), "COMMIT");
    if (std::string_view{PQcmdStatus(answer.get())} == "COMMIT") return;
    // A statement failed and the closure went on as if nothing had happened.
    if (must_try_again_) throw TryAgain{"a statement was refused"};
    throw Failure{"a statement of this transaction had failed, so it was rolled back"};
}

void PostgresqlSession::roll_back() noexcept
{
    if (PQtransactionStatus(handle_) != PQTRANS_IDLE) Answer{PQexec(handle_, "ROLLBACK")};
}

// A statement is prepared once for each combination of argument types it is met with; nearly always that is one.
const PostgresqlSession::Statement& PostgresqlSession::prepared(std::string_view sql, std::span<const Value> args)
{
    auto known = statements_.find(sql);
    if (known == statements_.end()) known = statements_.emplace(std::string{sql}, std::vector<Statement>{}).first;
    for (const auto& statement : known->second)
        if (fits(statement.types, args)) return statement;
    Statement statement{{}, "s" + std::to_string(++prepared_)};
    for (const auto& value : args) statement.types.push_back(type_of(value));
    auto text = statement_for(Engine::Postgresql, sql);
    Answer answer{
        PQprepare(handle_, statement.name.c_str(), text.c_str(), static_cast<int>(args.size()), statement.types.data())};
    check(answer.get(), sql);
    if (on_plan_) observe_plan(sql, statement);
    return known->second.emplace_back(std::move(statement));
}

void PostgresqlSession::observe_plan(std::string_view sql, const Statement& statement)
{
    auto question = "EXPLAIN (COSTS OFF) EXECUTE " + statement.name;
    for (std::size_t n = 0; n < statement.types.size(); ++n) question += n == 0 ? "(NULL" : ", NULL";
    if (!statement.types.empty()) question += ")";
    Answer answer{PQexec(handle_, question.c_str())};
    check(answer.get(), question);
    std::string plan;
    for (int row = 0; row < PQntuples(answer.get()); ++row) (plan += PQgetvalue(answer.get(), row, 0)) += '\n';
    on_plan_(sql, plan);
}

PostgresqlSession::Answer PostgresqlSession::run(std::string_view sql, std::span<const Value> args)
{
    WireArguments wire{args};
    Answer answer;
    if (is_kept(sql)) {
        const auto& statement = prepared(sql, args);
        answer.reset(
            PQexecPrepared(handle_, statement.name.c_str(), wire.count(), wire.pointers(), wire.lengths(), wire.formats(), 0));
    } else {
        auto text = statement_for(Engine::Postgresql, sql);
        answer.reset(
            PQexecParams(handle_, text.c_str(), wire.count(), wire.types(), wire.pointers(), wire.lengths(), wire.formats(), 0));
    }
    check(answer.get(), sql);
    return answer;
}

Rows PostgresqlSession::query(std::string_view sql, std::span<const Value> args)
{
    auto answer = run(sql, args);
    int columns = PQnfields(answer.get());
    auto table = std::make_shared<Table>(columns);
    for (int row = 0; row < PQntuples(answer.get()); ++row)
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(answer.get(), row, column)) {
                table->add_null();
                continue;
            }
            auto length = static_cast<std::size_t>(PQgetlength(answer.get(), row, column));
            add_cell(*table, PQftype(answer.get(), column), {PQgetvalue(answer.get(), row, column), length});
        }
    return Rows{std::move(table)};
}

std::int64_t PostgresqlSession::execute(std::string_view sql, std::span<const Value> args)
{
    auto answer = run(sql, args);
    std::string_view changed = PQcmdTuples(answer.get());
    std::int64_t count = 0;  // stays for statements that count nothing
    std::from_chars(changed.data(), changed.data() + changed.size(), count);
    return count;
}

}  // namespace favilla::db
