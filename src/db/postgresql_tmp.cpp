#include "db/database.h"
namespace favilla::db { std::unique_ptr<Database> open_postgresql(PostgresqlOptions) { throw Failure{"not yet"}; } }
