-- owner: social
-- All that somebody has here, as one file to take along (social/archives.h). The file lies in the data folder, under the id of its row.

CREATE TABLE archives (
    id          BIGINT PRIMARY KEY,
    account_id  BIGINT NOT NULL REFERENCES accounts (id),
    posts       BIGINT NOT NULL DEFAULT 0,  -- to be written
    posts_done  BIGINT NOT NULL DEFAULT 0,
    files       BIGINT NOT NULL DEFAULT 0,  -- pictures, films and sounds; known once all posts were written
    files_done  BIGINT NOT NULL DEFAULT 0,
    bytes       BIGINT NOT NULL DEFAULT 0,  -- of the file, once it is there
    created_at  BIGINT NOT NULL,
    finished_at BIGINT,                     -- NULL: it is being written
    removed_at  BIGINT                      -- its owner wanted it gone; the row says until when no other one is begun
);
CREATE INDEX archives_of_account ON archives (account_id, id);
CREATE INDEX archives_by_time ON archives (created_at);
CREATE UNIQUE INDEX archives_going_on ON archives (account_id) WHERE finished_at IS NULL;

-- The address at which somebody who has just given their password takes a file: for minutes.
CREATE TABLE archive_links (
    key_hash   TEXT PRIMARY KEY,            -- SHA-256 of 256 random bits
    archive_id BIGINT NOT NULL REFERENCES archives (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX archive_links_of_archive ON archive_links (archive_id);
CREATE INDEX archive_links_by_end ON archive_links (expires_at);
