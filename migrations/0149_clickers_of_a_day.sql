-- owner: analytics
-- Who followed a short link on a day of UTC, for that day alone, so that all processes that serve a database know them as one, and a process that begins
-- anew as well (docs/decisions/0067-visitors-of-a-day.md). They are known by a key that is made of the day's salt and of the installation's own, which is
-- in no table; the link is in what it is laid over, so that nobody is joined between two links. With the salt, when the day is over, goes all that was
-- known by it. PostgreSQL writes them into no log.

-- engine: sqlite
CREATE TABLE click_days (
    day  INTEGER PRIMARY KEY,
    salt TEXT NOT NULL
) STRICT;
CREATE TABLE day_clickers (
    link_id INTEGER NOT NULL REFERENCES short_links (id) ON DELETE CASCADE,
    day     INTEGER NOT NULL REFERENCES click_days (day) ON DELETE CASCADE,
    person  INTEGER NOT NULL,
    PRIMARY KEY (link_id, day, person)
) STRICT;
-- engine: postgresql
CREATE UNLOGGED TABLE click_days (
    day  BIGINT PRIMARY KEY,
    salt TEXT NOT NULL
);
CREATE UNLOGGED TABLE day_clickers (
    link_id BIGINT NOT NULL REFERENCES short_links (id) ON DELETE CASCADE,
    day     BIGINT NOT NULL REFERENCES click_days (day) ON DELETE CASCADE,
    person  BIGINT NOT NULL,
    PRIMARY KEY (link_id, day, person)
);
