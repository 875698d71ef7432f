-- owner: desk
-- Filters of the desk that somebody uses again, under a name of theirs.
CREATE TABLE desk_views (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id),     -- whose they are
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL,                                -- folded: a name is chosen once
    page_id    BIGINT REFERENCES accounts (id),              -- NULL: all pages whose desk they see
    which      TEXT NOT NULL CHECK (which IN ('open', 'free', 'mine', 'snoozed', 'closed')),
    kind       TEXT NOT NULL CHECK (kind IN ('', 'answer', 'mention', 'message', 'event', 'idea')),  -- '': every kind
    UNIQUE (account_id, name_key)
);
