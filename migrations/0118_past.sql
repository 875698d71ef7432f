-- owner: social
-- What somebody wrote elsewhere before, brought in from an archive as their own past (social/past_imports.h).

CREATE TABLE past_imports (
    id            BIGINT PRIMARY KEY,
    account_id    BIGINT NOT NULL REFERENCES accounts (id),
    actor_uri     TEXT NOT NULL,              -- whose archive it is, as it says
    handle        TEXT NOT NULL,              -- ada@old.example
    followers     TEXT NOT NULL,              -- the URI of that actor's followers; '': none is named
    file          TEXT NOT NULL,              -- the outbox, in the folder "past" of the data folder, until all of it was looked at
    total         BIGINT NOT NULL,            -- items of the outbox
    done          BIGINT NOT NULL DEFAULT 0,  -- looked at, from the oldest on
    brought       BIGINT NOT NULL DEFAULT 0,
    withheld      BIGINT NOT NULL DEFAULT 0,  -- of these: for followers, and so read by nobody but their author here
    without_media BIGINT NOT NULL DEFAULT 0,  -- of these: had pictures, films or sounds
    alone         BIGINT NOT NULL DEFAULT 0,  -- of these: answered what is not here
    undoing       BIGINT NOT NULL DEFAULT 0,  -- 1: what it brought is being taken back
    created_at    BIGINT NOT NULL,
    finished_at   BIGINT                      -- NULL: it goes on
);
CREATE INDEX past_imports_of_account ON past_imports (account_id, id);
CREATE UNIQUE INDEX past_imports_going_on ON past_imports (account_id) WHERE finished_at IS NULL;

CREATE TABLE past_left_out (
    import_id BIGINT NOT NULL REFERENCES past_imports (id),
    reason    TEXT NOT NULL,                  -- a key of locale/
    items     BIGINT NOT NULL,
    PRIMARY KEY (import_id, reason)
);

-- A post that its author deletes here keeps its row: the same archive does not bring it back.
CREATE TABLE past_statuses (
    status_id  BIGINT PRIMARY KEY REFERENCES statuses (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    import_id  BIGINT NOT NULL REFERENCES past_imports (id),
    uri        TEXT NOT NULL,                 -- where it was first published
    url        TEXT NOT NULL                  -- the same, for people to open
);
CREATE UNIQUE INDEX past_statuses_by_uri ON past_statuses (account_id, uri);
CREATE INDEX past_statuses_of_import ON past_statuses (import_id, status_id);
