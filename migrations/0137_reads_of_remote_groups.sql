-- owner: community
-- How far somebody has read in a group that has no row among ours: one of another server.
CREATE TABLE group_reads_of_all (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    group_id   BIGINT NOT NULL REFERENCES accounts (id),
    read_id    BIGINT NOT NULL,
    PRIMARY KEY (account_id, group_id)
);
INSERT INTO group_reads_of_all (account_id, group_id, read_id) SELECT account_id, group_id, read_id FROM group_reads;
DROP TABLE group_reads;
ALTER TABLE group_reads_of_all RENAME TO group_reads;
