-- owner: social
-- Where members are signed in, and what they bring from elsewhere: a file of whom they follow, list, mute or block, or of what they keep, taken line by line by jobs.

ALTER TABLE tokens ADD COLUMN browser TEXT;  -- of a browser's session: "Firefox, Linux"; NULL: it said nothing, or signed in before

CREATE TABLE imports (
    id          BIGINT PRIMARY KEY,
    account_id  BIGINT NOT NULL REFERENCES accounts (id),
    kind        TEXT NOT NULL CHECK (kind IN ('following', 'lists', 'muting', 'blocking', 'domain_blocking', 'bookmarks')),
    mode        TEXT NOT NULL CHECK (mode IN ('merge', 'overwrite')),
    total       BIGINT NOT NULL,
    done        BIGINT NOT NULL DEFAULT 0,   -- lines that were looked at, those that failed among them
    failed      BIGINT NOT NULL DEFAULT 0,
    removed     BIGINT NOT NULL DEFAULT 0,   -- what was there and is not in the file
    created_at  BIGINT NOT NULL,
    finished_at BIGINT                       -- NULL: it goes on
);
CREATE INDEX imports_of_account ON imports (account_id, id);
CREATE UNIQUE INDEX imports_going_on ON imports (account_id) WHERE finished_at IS NULL;
CREATE INDEX imports_finished ON imports (finished_at) WHERE finished_at IS NOT NULL;

-- Once an import is over, only the lines that failed stay.
CREATE TABLE import_lines (
    import_id BIGINT NOT NULL REFERENCES imports (id),
    line      BIGINT NOT NULL,               -- of the file
    fields    TEXT NOT NULL,                 -- CSV, as social/portable_lists.h writes the kind
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    target_id BIGINT,                        -- the account or status it was found to name
    reason    TEXT,                          -- CSV: a key of locale/, then names and values of what it says
    PRIMARY KEY (import_id, line)
);
CREATE INDEX import_lines_by_state ON import_lines (import_id, state, line);
