-- owner: analytics
-- Visits to sites: numbers by day. Who came, from which address and with what program, was never written down.

CREATE TABLE visit_sites (
    id        BIGINT PRIMARY KEY,
    domain_id BIGINT NOT NULL REFERENCES domains (id) ON DELETE CASCADE,
    host      TEXT NOT NULL,                       -- in lower case
    UNIQUE (domain_id, host)
);

-- What one log told of a day. A day whose log was cut in two has two.
CREATE TABLE visit_slices (
    id          BIGINT PRIMARY KEY,
    site_id     BIGINT NOT NULL REFERENCES visit_sites (id) ON DELETE CASCADE,
    day         BIGINT NOT NULL,                   -- of the log's own clock, in days since 1970
    first_at    BIGINT NOT NULL,
    last_at     BIGINT NOT NULL,
    lines       BIGINT NOT NULL,                   -- of that day, those that were dropped included
    digest      BIGINT NOT NULL,                   -- of when and for what they asked, so that they are known again
    views       BIGINT NOT NULL,
    visits      BIGINT NOT NULL,
    visitors    BIGINT NOT NULL,
    bounces     BIGINT NOT NULL,                   -- visits of one view
    seconds     BIGINT NOT NULL,                   -- between first and last view, all visits together
    imported_at BIGINT NOT NULL
);
CREATE INDEX visit_slices_of_site ON visit_slices (site_id, day);

CREATE TABLE visit_figures (
    slice_id BIGINT NOT NULL REFERENCES visit_slices (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL CHECK (kind IN ('page', 'source', 'channel', 'campaign', 'hour', 'drop')),
    name     TEXT NOT NULL,                        -- empty: all others together
    views    BIGINT NOT NULL,                      -- drop: requests that were dropped
    visits   BIGINT NOT NULL,                      -- that began so
    PRIMARY KEY (slice_id, kind, name)
);
