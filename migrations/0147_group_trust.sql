-- owner: community
-- How many first answers of a new member wait to be let in; and where somebody stands in a group when those in charge said so.
ALTER TABLE groups ADD COLUMN first_answers BIGINT NOT NULL DEFAULT 0;

CREATE TABLE group_trust (
    group_id   BIGINT NOT NULL REFERENCES groups (account_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    trust      TEXT NOT NULL CHECK (trust IN ('new', 'known', 'trusted')),
    set_by     BIGINT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_trust_of_account ON group_trust (account_id);

CREATE INDEX group_not_taken ON group_statuses (author_id, group_id) WHERE state <> 'taken';
CREATE INDEX group_said_by ON group_statuses (author_id, group_id, is_topic) WHERE state = 'taken' AND removed_at IS NULL;
