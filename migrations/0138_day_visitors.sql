-- owner: analytics
-- Who was seen on a site's day, for that day alone, so that all processes that serve a database know them as one, and a process that begins anew as well
-- (docs/decisions/0067-visitors-of-a-day.md). They are known by a key that is made of the day's salt (live_days, now with SQLite as well) and of the
-- installation's own, which is in no table. With the salt, when the day is over, goes all that was known by it. PostgreSQL writes them into no log.

-- engine: sqlite
CREATE TABLE day_visitors (
    site_id      INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    visitor      INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    looked_twice INTEGER NOT NULL,
    channel      INTEGER NOT NULL,
    PRIMARY KEY (site_id, day, visitor),
    FOREIGN KEY (site_id, day) REFERENCES live_days (site_id, day) ON DELETE CASCADE
) STRICT;
CREATE TABLE day_acts (
    site_id INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    act     INTEGER NOT NULL,
    PRIMARY KEY (site_id, day, act),
    FOREIGN KEY (site_id, day) REFERENCES live_days (site_id, day) ON DELETE CASCADE
) STRICT;
-- engine: postgresql
CREATE UNLOGGED TABLE day_visitors (
    site_id      BIGINT NOT NULL,
    day          BIGINT NOT NULL,
    visitor      BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    looked_twice BIGINT NOT NULL,
    channel      BIGINT NOT NULL,
    PRIMARY KEY (site_id, day, visitor),
    FOREIGN KEY (site_id, day) REFERENCES live_days (site_id, day) ON DELETE CASCADE
);
CREATE UNLOGGED TABLE day_acts (
    site_id BIGINT NOT NULL,
    day     BIGINT NOT NULL,
    act     BIGINT NOT NULL,
    PRIMARY KEY (site_id, day, act),
    FOREIGN KEY (site_id, day) REFERENCES live_days (site_id, day) ON DELETE CASCADE
);
