-- owner: social
-- What people write. A status has one author and one conversation; a boost is a status of its own that points
-- to another. A deleted status keeps its place in the tree and loses its words; a boost that is taken
-- back is gone.

CREATE TABLE conversations (
    id             BIGINT PRIMARY KEY,
    opener_id      BIGINT NOT NULL REFERENCES accounts (id),
    root_id        BIGINT NOT NULL,                 -- the status that opened it
    state          TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    statuses_count BIGINT NOT NULL,
    created_at     BIGINT NOT NULL,
    last_status_at BIGINT NOT NULL
);
CREATE INDEX conversations_by_activity ON conversations (last_status_at);

CREATE TABLE statuses (
    id                     BIGINT PRIMARY KEY,
    account_id             BIGINT NOT NULL REFERENCES accounts (id),
    domain_id              BIGINT REFERENCES domains (id),      -- the author's hosted domain; NULL: remote
    conversation_id        BIGINT REFERENCES conversations (id),-- NULL: a boost
    in_reply_to_id         BIGINT REFERENCES statuses (id),
    in_reply_to_account_id BIGINT REFERENCES accounts (id),
    boost_of_id            BIGINT REFERENCES statuses (id),
    visibility             BIGINT NOT NULL,         -- 0 public, 1 unlisted, 2 private, 3 direct
    listed                 BIGINT NOT NULL,         -- 1: may stand in public timelines (no boost, no reply to others)
    text                   TEXT NOT NULL,           -- as typed
    html                   TEXT NOT NULL,           -- rendered once
    content_warning        TEXT NOT NULL,
    sensitive              BIGINT NOT NULL,
    language               TEXT,
    application_id         BIGINT,
    poll_id                BIGINT,
    uri                    TEXT NOT NULL UNIQUE,
    url                    TEXT NOT NULL,
    replies_count          BIGINT NOT NULL,
    boosts_count           BIGINT NOT NULL,
    favourites_count       BIGINT NOT NULL,
    has_mentions           BIGINT NOT NULL,
    has_tags               BIGINT NOT NULL,
    created_at             BIGINT NOT NULL,
    edited_at              BIGINT,
    deleted_at             BIGINT
);
CREATE INDEX statuses_by_account ON statuses (account_id, id) WHERE deleted_at IS NULL;
CREATE INDEX statuses_by_conversation ON statuses (conversation_id, id, in_reply_to_id);
CREATE INDEX statuses_by_parent ON statuses (in_reply_to_id) WHERE in_reply_to_id IS NOT NULL;
CREATE UNIQUE INDEX statuses_boosts ON statuses (boost_of_id, account_id) WHERE boost_of_id IS NOT NULL;
CREATE INDEX statuses_public ON statuses (id) WHERE visibility = 0 AND listed = 1 AND deleted_at IS NULL;
CREATE INDEX statuses_public_local ON statuses (domain_id, id) WHERE visibility = 0 AND listed = 1 AND deleted_at IS NULL;

CREATE TABLE mentions (
    status_id  BIGINT NOT NULL REFERENCES statuses (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (status_id, account_id)
);
CREATE INDEX mentions_of_account ON mentions (account_id, status_id);

CREATE TABLE tags (
    id         BIGINT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,                -- folded
    display    TEXT NOT NULL,                       -- as first written
    created_at BIGINT NOT NULL
);

-- How a tag was used, by day (days since 1970): what trends are computed from.
CREATE TABLE tag_uses (
    tag_id     BIGINT NOT NULL REFERENCES tags (id),
    day        BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    uses       BIGINT NOT NULL,
    PRIMARY KEY (tag_id, day, account_id)
);
CREATE INDEX tag_uses_by_day ON tag_uses (day, tag_id, account_id);

CREATE TABLE status_tags (
    tag_id     BIGINT NOT NULL REFERENCES tags (id),
    status_id  BIGINT NOT NULL REFERENCES statuses (id),
    account_id BIGINT NOT NULL,                     -- the status's author
    public     BIGINT NOT NULL,                     -- 1: stands in the tag's timeline
    PRIMARY KEY (tag_id, status_id)
);
CREATE INDEX status_tags_of_author ON status_tags (account_id, tag_id, status_id);
CREATE INDEX status_tags_public ON status_tags (tag_id, status_id) WHERE public = 1;
CREATE INDEX status_tags_of_status ON status_tags (status_id);

CREATE TABLE favourites (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    status_id  BIGINT NOT NULL REFERENCES statuses (id),
    id         BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, status_id)
);
CREATE INDEX favourites_of_status ON favourites (status_id, id);
CREATE INDEX favourites_of_account ON favourites (account_id, id);

CREATE TABLE bookmarks (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    status_id  BIGINT NOT NULL REFERENCES statuses (id),
    id         BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, status_id)
);
CREATE INDEX bookmarks_of_account ON bookmarks (account_id, id);
CREATE INDEX bookmarks_of_status ON bookmarks (status_id);

CREATE TABLE pins (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    status_id  BIGINT NOT NULL REFERENCES statuses (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, status_id)
);
CREATE INDEX pins_of_status ON pins (status_id);

CREATE TABLE conversation_mutes (
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (account_id, conversation_id)
);

CREATE TABLE status_edits (
    id              BIGINT PRIMARY KEY,
    status_id       BIGINT NOT NULL REFERENCES statuses (id),
    text            TEXT NOT NULL,
    html            TEXT NOT NULL,
    content_warning TEXT NOT NULL,
    sensitive       BIGINT NOT NULL,
    poll_options    TEXT NOT NULL,                  -- titles, one a line; empty: no poll
    created_at      BIGINT NOT NULL
);
CREATE INDEX status_edits_of_status ON status_edits (status_id, id);

CREATE TABLE polls (
    id           BIGINT PRIMARY KEY,
    status_id    BIGINT NOT NULL,
    account_id   BIGINT NOT NULL REFERENCES accounts (id),
    multiple     BIGINT NOT NULL,
    hide_totals  BIGINT NOT NULL,
    expires_at   BIGINT,
    voters_count BIGINT NOT NULL,
    closed_at    BIGINT                             -- when its end was announced
);
CREATE INDEX polls_to_close ON polls (expires_at) WHERE closed_at IS NULL;

CREATE TABLE poll_options (
    poll_id     BIGINT NOT NULL REFERENCES polls (id),
    position    BIGINT NOT NULL,
    title       TEXT NOT NULL,
    votes_count BIGINT NOT NULL,
    PRIMARY KEY (poll_id, position)
);

CREATE TABLE poll_votes (
    poll_id    BIGINT NOT NULL REFERENCES polls (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    position   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (poll_id, account_id, position)
);

-- A posting that is sent again under the same key within the hour is answered with the first one.
CREATE TABLE idempotency_keys (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    key        TEXT NOT NULL,
    status_id  BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
