-- owner: community
-- Pages: an account of kind page that a team speaks for (voices, 0031), whom it asked to join, what it writes together, what was done.

CREATE TABLE pages (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    reviews    BIGINT NOT NULL,                     -- what begins something is seen by two before it goes out
    signs      BIGINT NOT NULL,                     -- everybody is told who wrote a post
    created_at BIGINT NOT NULL
);

CREATE TABLE page_invitations (
    page_id    BIGINT NOT NULL REFERENCES pages (account_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    role       TEXT NOT NULL CHECK (role IN ('analyst', 'contributor', 'moderator', 'editor', 'owner')),
    invited_by BIGINT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (page_id, account_id)
);
CREATE INDEX page_invitations_of_account ON page_invitations (account_id);

CREATE TABLE page_drafts (
    id              BIGINT PRIMARY KEY,
    page_id         BIGINT NOT NULL REFERENCES pages (account_id),
    account_id      BIGINT NOT NULL REFERENCES accounts (id),  -- who began it
    changed_by      BIGINT NOT NULL REFERENCES accounts (id),  -- whose words it ends with
    state           TEXT NOT NULL CHECK (state IN ('draft', 'review', 'returned', 'published')),
    revision        BIGINT NOT NULL,                -- grows with every change of its words: what was read is what is approved
    text            TEXT NOT NULL,
    content_warning TEXT NOT NULL,
    language        TEXT,
    visibility      BIGINT NOT NULL,
    in_reply_to_id  BIGINT,
    scheduled_at    BIGINT,
    settled_by      BIGINT,                         -- who published it or sent it back
    word            TEXT NOT NULL,                  -- of whoever sent it back
    status_id       BIGINT,                         -- what it became
    scheduled_id    BIGINT,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX page_drafts_in_order ON page_drafts (page_id, id);
CREATE INDEX page_drafts_open ON page_drafts (page_id, id) WHERE state <> 'published';

-- What was done in its name and in it, by whom, and what was refused; it only grows.
CREATE TABLE page_log (
    id         BIGINT PRIMARY KEY,
    page_id    BIGINT NOT NULL REFERENCES pages (account_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    act        TEXT NOT NULL,
    object     TEXT NOT NULL,
    allowed    BIGINT NOT NULL,
    text       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX page_log_of_page ON page_log (page_id, id);
