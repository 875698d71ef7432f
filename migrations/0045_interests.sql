-- owner: community
-- What members care about, as far as it shows in what they follow, say in public and join: theirs to see, correct, delete and switch off
-- (docs/interests.md). Of people of other servers nothing is kept.

CREATE TABLE interest_profiles (
    account_id   BIGINT PRIMARY KEY REFERENCES accounts (id),
    domain_id    BIGINT NOT NULL REFERENCES domains (id),
    kept         BIGINT NOT NULL DEFAULT 1,  -- 0: nothing is inferred of them
    offered      BIGINT NOT NULL DEFAULT 0,  -- 1: they may be suggested as readers of a post
    introduced   BIGINT NOT NULL DEFAULT 0,  -- 1: they may be asked whether to meet somebody
    forgotten_at BIGINT,                     -- what is older was deleted, and counts no more
    stale        BIGINT NOT NULL DEFAULT 1,  -- 1: something happened since it was weighed
    weighed_at   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX interest_profiles_stale ON interest_profiles (account_id) WHERE stale = 1;
CREATE INDEX interest_profiles_by_age ON interest_profiles (weighed_at);
CREATE INDEX interest_profiles_offered ON interest_profiles (domain_id) WHERE offered = 1;
CREATE INDEX interest_profiles_introduced ON interest_profiles (domain_id, account_id) WHERE introduced = 1;
CREATE INDEX interest_profiles_kept ON interest_profiles (domain_id) WHERE kept = 1;

CREATE TABLE interests (
    account_id  BIGINT NOT NULL REFERENCES accounts (id),
    domain_id   BIGINT NOT NULL,
    subject     TEXT NOT NULL,    -- "#poesia", or a stem with its language, "it:bici"
    label       TEXT NOT NULL,    -- as people write it
    weight      BIGINT NOT NULL,  -- thousandths
    offered     BIGINT NOT NULL,  -- as in the profile
    said        BIGINT NOT NULL,  -- in so many posts
    follows_tag BIGINT NOT NULL,
    followed_id BIGINT,           -- an account they follow that says so of itself
    group_id    BIGINT,           -- a group they are in
    own         BIGINT NOT NULL,  -- 1: they said so themselves
    PRIMARY KEY (account_id, subject)
);
CREATE INDEX interests_of_subject ON interests (domain_id, subject);
CREATE INDEX interests_offered ON interests (domain_id, subject, account_id, weight) WHERE offered = 1;

-- What they added themselves, and what they took off, which does not come back.
CREATE TABLE interest_corrections (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    subject    TEXT NOT NULL,
    label      TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('own', 'off')),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, subject)
);

-- That they were suggested, to whom and why: shown to them.
CREATE TABLE interest_uses (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    by_id      BIGINT NOT NULL REFERENCES accounts (id),
    page_id    BIGINT,
    status_id  BIGINT,
    labels     TEXT NOT NULL,  -- a JSON array
    created_at BIGINT NOT NULL
);
CREATE INDEX interest_uses_of_account ON interest_uses (account_id, id);
CREATE INDEX interest_uses_by ON interest_uses (by_id);
CREATE INDEX interest_uses_by_age ON interest_uses (created_at);

-- Two members whom a third would like to bring together; each is asked apart.
CREATE TABLE introductions (
    id           BIGINT PRIMARY KEY,
    by_id        BIGINT NOT NULL REFERENCES accounts (id),
    first_id     BIGINT NOT NULL REFERENCES accounts (id),
    second_id    BIGINT NOT NULL REFERENCES accounts (id),
    word         TEXT NOT NULL,
    labels       TEXT NOT NULL,  -- what both care about; a JSON array
    first_said   TEXT CHECK (first_said IN ('yes', 'no')),
    second_said  TEXT CHECK (second_said IN ('yes', 'no')),
    state        TEXT NOT NULL CHECK (state IN ('asked', 'made', 'ended')),
    created_at   BIGINT NOT NULL,
    settled_at   BIGINT
);
CREATE INDEX introductions_by ON introductions (by_id, id);
CREATE INDEX introductions_of_first ON introductions (first_id, id);
CREATE INDEX introductions_of_second ON introductions (second_id, id);
CREATE INDEX introductions_open ON introductions (created_at) WHERE state = 'asked';
