-- owner: analytics
-- Who is on a site now, told to each other by the processes that serve one database; minutes later it is gone (docs/decisions/0061-live-visitors-of-several-processes.md).
-- With SQLite there is one process, which keeps it in memory: both stay empty. PostgreSQL writes them into no log and no copy of its files.

-- What the key of a site's day is made of, with the installation's own key, which is in no table. It goes with the day.
-- engine: sqlite
CREATE TABLE live_days (
    site_id INTEGER NOT NULL REFERENCES visit_sites (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL,
    salt    TEXT NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, day)
) STRICT;
-- engine: postgresql
CREATE UNLOGGED TABLE live_days (
    site_id BIGINT NOT NULL REFERENCES visit_sites (id) ON DELETE CASCADE,
    day     BIGINT NOT NULL,
    salt    TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (site_id, day)
);
-- engine: both
CREATE INDEX live_days_by_end ON live_days (ends_at);

-- The visitor is 64 bits of a keyed hash, never an address.
-- engine: sqlite
CREATE TABLE live_visitors (
    site_id INTEGER NOT NULL REFERENCES visit_sites (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL,
    visitor INTEGER NOT NULL,
    page    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (site_id, day, visitor)
) STRICT;
-- engine: postgresql
CREATE UNLOGGED TABLE live_visitors (
    site_id BIGINT NOT NULL REFERENCES visit_sites (id) ON DELETE CASCADE,
    day     BIGINT NOT NULL,
    visitor BIGINT NOT NULL,
    page    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (site_id, day, visitor)
);
-- engine: both
CREATE INDEX live_visitors_by_time ON live_visitors (at);
