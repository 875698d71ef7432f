-- owner: social
-- Pictures, films and sounds: what was uploaded here, and what posts of other servers point to. The bytes lie in files of the data
-- folder that are named by their SHA-256; what the same bytes were uploaded twice lies there once.

CREATE TABLE media (
    id           BIGINT PRIMARY KEY,
    account_id   BIGINT NOT NULL REFERENCES accounts (id),
    status_id    BIGINT REFERENCES statuses (id),   -- NULL: uploaded, and attached to nothing yet
    position     BIGINT NOT NULL,                   -- in its status; -1: an edit took it out, and only the history shows it
    kind         TEXT NOT NULL CHECK (kind IN ('image', 'gifv', 'video', 'audio', 'unknown')),
    description  TEXT NOT NULL,
    focus_x      BIGINT,                            -- in ten-thousandths, from -10000 (left, bottom) to 10000
    focus_y      BIGINT,
    blurhash     TEXT NOT NULL,
    original     TEXT NOT NULL,                     -- SHA256.EXTENSION; empty: not here (yet, or no longer)
    width        BIGINT NOT NULL,                   -- 0: not known
    height       BIGINT NOT NULL,
    small        TEXT NOT NULL,
    small_width  BIGINT NOT NULL,
    small_height BIGINT NOT NULL,
    duration     BIGINT NOT NULL,                   -- milliseconds; 0: none, or not known
    bytes        BIGINT NOT NULL,                   -- of both files
    remote_url   TEXT NOT NULL,                     -- empty: uploaded here
    remote_type  TEXT NOT NULL,                     -- as its server says
    fetched_at   BIGINT,                            -- when the files of another server's came here
    created_at   BIGINT NOT NULL
);
CREATE INDEX media_of_status ON media (status_id, position) WHERE status_id IS NOT NULL;
CREATE INDEX media_unattached ON media (created_at) WHERE status_id IS NULL;
CREATE INDEX media_of_account ON media (account_id, id);
CREATE INDEX media_by_original ON media (original) WHERE original <> '';
CREATE INDEX media_by_small ON media (small) WHERE small <> '';
CREATE INDEX media_fetched ON media (fetched_at, bytes) WHERE fetched_at IS NOT NULL;

-- What lies in the folder. A file that nothing may need any more has been loose since then, and goes a day later unless
-- something needs it after all.
CREATE TABLE media_files (
    name        TEXT PRIMARY KEY,                   -- SHA256.EXTENSION
    bytes       BIGINT NOT NULL,
    loose_since BIGINT
);
CREATE INDEX media_files_loose ON media_files (loose_since) WHERE loose_since IS NOT NULL;

CREATE INDEX accounts_by_avatar ON accounts (avatar) WHERE domain_id IS NOT NULL AND avatar <> '';
CREATE INDEX accounts_by_header ON accounts (header) WHERE domain_id IS NOT NULL AND header <> '';

ALTER TABLE statuses ADD COLUMN has_media BIGINT NOT NULL DEFAULT 0;
CREATE INDEX statuses_with_media ON statuses (account_id, id) WHERE has_media = 1 AND deleted_at IS NULL;
CREATE INDEX statuses_public_media ON statuses (id) WHERE visibility = 0 AND listed = 1 AND has_media = 1 AND deleted_at IS NULL;
CREATE INDEX statuses_public_local_media ON statuses (domain_id, id) WHERE visibility = 0 AND listed = 1 AND has_media = 1 AND deleted_at IS NULL;

ALTER TABLE status_edits ADD COLUMN media_ids TEXT NOT NULL DEFAULT '';  -- separated by commas
