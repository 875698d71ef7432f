-- owner: jobs
-- What happened (events) and what remains to be done (jobs). An event is written in the transaction that
-- made it true and removed when every subscriber has been given its job or has done its work.

CREATE TABLE events (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE jobs (
    id         BIGINT PRIMARY KEY,
    queue      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'poisoned')),
    run_at     BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT
);
CREATE INDEX jobs_next ON jobs (state, queue, run_at, id);

CREATE TABLE schedules (
    name        TEXT PRIMARY KEY,
    next_run_at BIGINT NOT NULL,
    last_run_at BIGINT
);
