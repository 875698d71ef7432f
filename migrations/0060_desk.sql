-- owner: desk
-- The desk of a team: what waits for an answer of a page, conversation by conversation, and what the team does about it.

CREATE TABLE desk_items (
    id              BIGINT PRIMARY KEY,
    page_id         BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('answer', 'mention', 'message', 'event', 'idea')),
    status_id       BIGINT NOT NULL,                           -- the last post that waits, or waited
    author_id       BIGINT NOT NULL REFERENCES accounts (id),  -- who wrote that
    waiting         BIGINT NOT NULL,                           -- posts that wait
    since           BIGINT NOT NULL,                           -- of the oldest of them
    due_at          BIGINT NOT NULL,
    due_by          TEXT NOT NULL CHECK (due_by IN ('target', 'standing')),
    state           TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'snoozed', 'done', 'none_needed')),
    holder_id       BIGINT REFERENCES accounts (id),
    held_until      BIGINT,
    snoozed_until   BIGINT,
    turn            BIGINT NOT NULL,                           -- how often the team has spoken there: two who answer at once hold the same
    answered_by     BIGINT REFERENCES accounts (id),           -- who of the team spoke last, and when
    answered_at     BIGINT,
    closed_at       BIGINT,
    UNIQUE (conversation_id, page_id)
);
CREATE INDEX desk_queue ON desk_items (page_id, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX desk_queue_of_kind ON desk_items (page_id, kind, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX desk_held ON desk_items (holder_id, due_at, id) WHERE holder_id IS NOT NULL;
CREATE INDEX desk_items_of_author ON desk_items (author_id, page_id, id);
CREATE INDEX desk_closed ON desk_items (page_id, closed_at, id) WHERE closed_at IS NOT NULL;

-- What was done with an item, by whom, and how it stood before, so that the last of it can be taken back. It only grows.
CREATE TABLE desk_acts (
    id           BIGINT PRIMARY KEY,
    item_id      BIGINT NOT NULL REFERENCES desk_items (id),
    account_id   BIGINT NOT NULL REFERENCES accounts (id),     -- the person
    act          TEXT NOT NULL CHECK (act IN ('take', 'hand_over', 'release', 'note', 'snooze', 'none_needed', 'done', 'answer', 'undo')),
    text         TEXT NOT NULL,                                -- a note for colleagues, a reason
    other_id     BIGINT REFERENCES accounts (id),              -- to whom it was handed over
    status_id    BIGINT,                                       -- what was answered
    turn         BIGINT NOT NULL,                              -- of the item, when it was done
    was_state    TEXT NOT NULL,
    was_holder   BIGINT,
    was_held     BIGINT,
    was_snoozed  BIGINT,
    undone_at    BIGINT,
    created_at   BIGINT NOT NULL
);
CREATE INDEX desk_acts_of_item ON desk_acts (item_id, id);

-- How soon a page means to answer, and when somebody is there to do it.
CREATE TABLE desk_pages (
    page_id    BIGINT PRIMARY KEY REFERENCES accounts (id),
    time_zone  TEXT NOT NULL,                                  -- of the IANA
    hours      TEXT NOT NULL,                                  -- from Monday on: "09:00-13:00 14:00-18:00,…"; empty: nobody is there
    target     BIGINT NOT NULL,                                -- in milliseconds of those hours
    changed_at BIGINT NOT NULL
);
CREATE TABLE desk_holidays (
    page_id BIGINT NOT NULL REFERENCES desk_pages (page_id),
    day     BIGINT NOT NULL,                                   -- since 1970-01-01, there
    PRIMARY KEY (page_id, day)
);

-- Repeated facts (an address, opening hours): a beginning, which is never sent as it stands.
CREATE TABLE desk_pieces (
    id         BIGINT PRIMARY KEY,
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    title      TEXT NOT NULL,
    text       TEXT NOT NULL,
    changed_by BIGINT NOT NULL REFERENCES accounts (id),
    changed_at BIGINT NOT NULL
);
CREATE INDEX desk_pieces_of_page ON desk_pieces (page_id, id);

-- Who looks at an item or writes to it just now; seconds old, or gone.
CREATE TABLE desk_presence (
    item_id    BIGINT NOT NULL REFERENCES desk_items (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    writes     BIGINT NOT NULL,
    until      BIGINT NOT NULL,
    PRIMARY KEY (item_id, account_id)
);
CREATE INDEX desk_presence_over ON desk_presence (until);

-- Pages whose debts of before the desk are still to be laid on it. None: all are.
CREATE TABLE desk_remaining (
    page_id BIGINT PRIMARY KEY,
    after   BIGINT NOT NULL                                    -- posts up to this one are
);
INSERT INTO desk_remaining (page_id, after) SELECT id, 0 FROM accounts WHERE kind = 'page' AND domain_id IS NOT NULL;
