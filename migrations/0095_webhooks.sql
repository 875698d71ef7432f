-- owner: desk
-- Other tools that are told what happens on a page's desk: where, and what is on its way to them.

CREATE TABLE desk_webhooks (
    id            BIGINT PRIMARY KEY,
    page_id       BIGINT NOT NULL REFERENCES accounts (id),
    address       TEXT NOT NULL,
    secret        TEXT NOT NULL,                               -- sealed; told once
    made_by       BIGINT NOT NULL REFERENCES accounts (id),
    created_at    BIGINT NOT NULL,
    failing_since BIGINT,                                      -- nothing was taken there since; NULL: the last was
    next_at       BIGINT,                                      -- nothing is tried before
    busy_until    BIGINT,                                      -- somebody sends just now
    ended_at      BIGINT,
    ended_why     TEXT CHECK (ended_why IN ('gone', 'broken')),
    UNIQUE (page_id, address)
);

-- A row each, in their order, until it was taken or given up; a week longer to be looked at.
CREATE TABLE desk_hook_deliveries (
    id         BIGINT PRIMARY KEY,
    webhook_id BIGINT NOT NULL REFERENCES desk_webhooks (id),
    event      TEXT NOT NULL CHECK (event IN ('came', 'taken', 'handed_over', 'settled', 'answered', 'deadline_missed', 'trial')),
    body       TEXT NOT NULL,
    tries      BIGINT NOT NULL,
    taken      BIGINT NOT NULL,                                -- 1: the other side has it
    status     BIGINT,                                         -- what it answered last
    error      TEXT NOT NULL,                                  -- why there was no answer
    created_at BIGINT NOT NULL,
    tried_at   BIGINT,
    done_at    BIGINT                                          -- taken, or given up
);
CREATE INDEX desk_hook_deliveries_of_hook ON desk_hook_deliveries (webhook_id, id);
CREATE INDEX desk_hook_deliveries_waiting ON desk_hook_deliveries (webhook_id, id) WHERE done_at IS NULL;
CREATE INDEX desk_hook_deliveries_done ON desk_hook_deliveries (done_at) WHERE done_at IS NOT NULL;

ALTER TABLE desk_items ADD COLUMN missed_told BIGINT;          -- the due time of which it was told that it is over
