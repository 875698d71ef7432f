-- owner: community
-- The ledger of attention: what people gave to the pages of this place and what came back, their standing, and whom a page owes an answer.

-- A fact each, while it is true (docs/ledger.md says which). Of its day, in days since 1970, so many count.
-- engine: sqlite
CREATE TABLE ledger_entries (
    account_id INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    day        INTEGER NOT NULL,
    object_id  INTEGER NOT NULL,                   -- a status, an account or an event, as the kind says
    at         INTEGER NOT NULL,
    amount     INTEGER NOT NULL,                   -- hours of an event; else 1
    PRIMARY KEY (account_id, kind, day, object_id)
) STRICT, WITHOUT ROWID;
-- engine: postgresql
CREATE TABLE ledger_entries (
    account_id BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    day        BIGINT NOT NULL,
    object_id  BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    amount     BIGINT NOT NULL,
    PRIMARY KEY (account_id, kind, day, object_id)
);
-- engine: both
CREATE INDEX ledger_entries_by_time ON ledger_entries (account_id, at, object_id);
CREATE INDEX ledger_entries_of_object ON ledger_entries (object_id, kind);

-- What somebody chose, and where they stand. Nobody's row: everything counts, and nothing has been looked at.
CREATE TABLE ledger_people (
    account_id     BIGINT PRIMARY KEY REFERENCES accounts (id),
    kept           BIGINT NOT NULL DEFAULT 1,
    since          BIGINT NOT NULL DEFAULT 0,      -- what was before is never counted
    standing       TEXT NOT NULL DEFAULT 'none' CHECK (standing IN ('none', 'spark', 'ember', 'flame')),
    standing_since BIGINT,
    look_at        BIGINT                          -- when their standing is to be looked at; NULL: it cannot change by itself
);
CREATE INDEX ledger_people_due ON ledger_people (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX ledger_fans ON ledger_people (account_id) WHERE standing <> 'none';

CREATE TABLE ledger_changes (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    was        TEXT NOT NULL,
    became     TEXT NOT NULL,
    points     DOUBLE PRECISION NOT NULL,          -- what they had then
    created_at BIGINT NOT NULL
);
CREATE INDEX ledger_changes_of_account ON ledger_changes (account_id, id);

-- Posts that wait for a page.
CREATE TABLE ledger_owed (
    page_id         BIGINT NOT NULL REFERENCES accounts (id),
    status_id       BIGINT NOT NULL REFERENCES statuses (id),
    author_id       BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL,
    direct          BIGINT NOT NULL,               -- it speaks to the page; else to others in a conversation the page opened
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (page_id, status_id)
);
CREATE INDEX ledger_owed_of_status ON ledger_owed (status_id);
CREATE INDEX ledger_owed_in_conversation ON ledger_owed (conversation_id, author_id);
CREATE INDEX ledger_owed_of_author ON ledger_owed (author_id, created_at);

-- What somebody of its team said of such a post: it was thanked for, or needs no answer.
CREATE TABLE ledger_settled (
    id         BIGINT PRIMARY KEY,
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    status_id  BIGINT NOT NULL REFERENCES statuses (id),
    author_id  BIGINT NOT NULL REFERENCES accounts (id),
    how        TEXT NOT NULL CHECK (how IN ('thanked', 'needs_none')),
    by_id      BIGINT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    UNIQUE (page_id, status_id)
);
CREATE INDEX ledger_settled_of_page ON ledger_settled (page_id, id);
CREATE INDEX ledger_settled_of_status ON ledger_settled (status_id);
CREATE INDEX ledger_settled_of_author ON ledger_settled (author_id);

-- Who had said yes when a time of an event was over.
CREATE TABLE event_attendances (
    event_id   BIGINT NOT NULL REFERENCES community_events (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    ends_at    BIGINT NOT NULL,
    lasted     BIGINT NOT NULL,
    PRIMARY KEY (event_id, account_id, ends_at)
);
CREATE INDEX event_attendances_of_account ON event_attendances (account_id);
ALTER TABLE community_events ADD COLUMN attended_until BIGINT;  -- the end of its last time, when who came then is written down
CREATE INDEX community_events_to_count ON community_events (next_end) WHERE attended_until IS NULL AND repeats = 0;

CREATE INDEX ideas_of_proposer ON ideas (proposer_id);
CREATE INDEX idea_marks_of_author ON idea_marks (author_id);

-- Whose past is still to be read in: accounts below this one, newest first. One row while something remains.
CREATE TABLE ledger_remaining (
    below BIGINT NOT NULL
);
INSERT INTO ledger_remaining (below) SELECT m.newest + 1 FROM (SELECT max(id) AS newest FROM accounts) m WHERE m.newest IS NOT NULL;
