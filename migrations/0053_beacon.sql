-- owner: analytics
-- Sites that tell of their visits themselves, by a line on their pages. What they tell is numbers by day, beside what logs told.

ALTER TABLE visit_sites ADD COLUMN beacon_since BIGINT;                         -- NULL: its pages are not listened to
ALTER TABLE visit_sites ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'Etc/UTC';   -- whose days and hours the beacon counts by

-- A host is counted for one organisation of an installation.
CREATE UNIQUE INDEX visit_sites_listened ON visit_sites (host) WHERE beacon_since IS NOT NULL;

ALTER TABLE visit_slices ADD COLUMN told_by TEXT NOT NULL DEFAULT 'log' CHECK (told_by IN ('log', 'beacon'));

-- What no log tells.
CREATE TABLE visit_acts (
    slice_id    BIGINT NOT NULL REFERENCES visit_slices (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('goal', 'outgoing')),
    name        TEXT NOT NULL,                     -- of the goal, or the page that a link led to; empty: all others together
    times       BIGINT NOT NULL,
    visitors    BIGINT NOT NULL,                   -- each once a day
    thousandths BIGINT NOT NULL,                   -- of the value that was said, all together
    PRIMARY KEY (slice_id, kind, name)
);

-- What was sent here for sites that nobody named, or could not be read, of all organisations.
CREATE TABLE visit_strangers (
    day      BIGINT PRIMARY KEY,                   -- UTC, since 1970
    requests BIGINT NOT NULL
);
