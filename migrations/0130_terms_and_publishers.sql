-- owner: social
-- The terms of service an organisation wrote, by the day from which they hold; the places of pages that are linked to, as its team judges them; and two
-- lists of accounts that everybody may read: those who may be discovered, and the servers that are known.

CREATE TABLE terms_of_service (
    domain_id  BIGINT NOT NULL REFERENCES domains (id),
    holds_from TEXT NOT NULL,                       -- 2026-11-24, a day of UTC
    html       TEXT NOT NULL,
    PRIMARY KEY (domain_id, holds_from)
);

CREATE TABLE publishers (
    id   BIGINT PRIMARY KEY,
    host TEXT NOT NULL UNIQUE                       -- in normal form (base/web_url.h)
);

CREATE TABLE publisher_decisions (
    domain_id    BIGINT NOT NULL REFERENCES domains (id),
    publisher_id BIGINT NOT NULL REFERENCES publishers (id),
    approved     BIGINT NOT NULL,
    decided_at   BIGINT NOT NULL,
    PRIMARY KEY (domain_id, publisher_id)
);
CREATE INDEX publisher_decisions_of_publisher ON publisher_decisions (publisher_id);

CREATE INDEX accounts_discoverable ON accounts (id) WHERE discoverable = 1;
-- engine: postgresql
-- SQLite compares by bytes anyway, and has accounts_by_host.
CREATE INDEX accounts_by_beginning_of_host ON accounts (host COLLATE "C") WHERE domain_id IS NULL;
-- engine: both
