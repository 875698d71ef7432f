-- owner: social
-- What pages that statuses link to say about themselves, who may be named as their author, and which links of profiles lead back.

-- Pictures of others that belong to no post. Their files are looked after as those of media are.
CREATE TABLE remote_pictures (
    id         BIGINT PRIMARY KEY,
    url        TEXT NOT NULL,
    file       TEXT NOT NULL,                       -- SHA256.EXTENSION; empty: not here (yet, or no longer)
    width      BIGINT NOT NULL,                     -- 0: not known
    height     BIGINT NOT NULL,
    blurhash   TEXT NOT NULL,
    bytes      BIGINT NOT NULL,
    fetched_at BIGINT
);
CREATE UNIQUE INDEX remote_pictures_by_url ON remote_pictures (url);
CREATE INDEX remote_pictures_by_file ON remote_pictures (file) WHERE file <> '';
CREATE INDEX remote_pictures_fetched ON remote_pictures (fetched_at, bytes) WHERE fetched_at IS NOT NULL;

CREATE TABLE previews (
    id            BIGINT PRIMARY KEY,
    url           TEXT NOT NULL,                    -- as base/web_url.h writes it
    supplied_for  BIGINT,                           -- the status whose author gave it; NULL: the page itself
    waiting       BIGINT NOT NULL,                  -- 1: somebody is about to ask
    title         TEXT NOT NULL,                    -- empty: the page has no preview, or could not be had
    description   TEXT NOT NULL,
    author_name   TEXT NOT NULL,
    author_url    TEXT NOT NULL,
    author_id     BIGINT REFERENCES accounts (id),
    provider_name TEXT NOT NULL,
    language      TEXT,
    published_at  BIGINT,
    picture_id    BIGINT REFERENCES remote_pictures (id),
    picture_description TEXT NOT NULL,
    fetched_at    BIGINT                            -- NULL: never asked yet
);
CREATE UNIQUE INDEX previews_of_page ON previews (url) WHERE supplied_for IS NULL;
CREATE UNIQUE INDEX previews_supplied ON previews (supplied_for) WHERE supplied_for IS NOT NULL;
CREATE INDEX previews_by_age ON previews (fetched_at) WHERE supplied_for IS NULL;
CREATE INDEX previews_of_picture ON previews (picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX previews_of_author ON previews (author_id) WHERE author_id IS NOT NULL;

CREATE TABLE status_previews (
    status_id  BIGINT PRIMARY KEY REFERENCES statuses (id),
    preview_id BIGINT NOT NULL REFERENCES previews (id),
    attached   BIGINT NOT NULL                      -- 1: its author named the page, so the words are not looked through
);
CREATE INDEX status_previews_of_preview ON status_previews (preview_id, status_id);

CREATE TABLE attribution_domains (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    host       TEXT NOT NULL,
    PRIMARY KEY (account_id, host)
);

-- When the links of an account's profile were last looked at.
CREATE TABLE link_checks (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id),
    links      TEXT NOT NULL,                       -- those that were looked at, one a line
    waiting    BIGINT NOT NULL,                     -- 1: somebody is about to look
    checked_at BIGINT NOT NULL
);
CREATE INDEX link_checks_by_age ON link_checks (checked_at);
