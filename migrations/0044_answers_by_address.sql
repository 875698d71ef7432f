-- owner: distribution
-- Answers to events are acts that have an address, and are taken back by it.

CREATE TABLE activity_uris_anew (
    uri        TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('follow', 'like', 'block', 'join', 'yes', 'maybe', 'no')),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    target_id  BIGINT NOT NULL
);
INSERT INTO activity_uris_anew (uri, kind, account_id, target_id) SELECT uri, kind, account_id, target_id FROM activity_uris;
DROP TABLE activity_uris;
ALTER TABLE activity_uris_anew RENAME TO activity_uris;
CREATE UNIQUE INDEX activity_uris_by_act ON activity_uris (account_id, kind, target_id);

-- Servers that were never asked what runs there.
CREATE INDEX hosts_not_asked ON hosts (name) WHERE software_at IS NULL;
