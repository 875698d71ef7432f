-- owner: community
-- How one comes into a group, what it asks of its people, who was invited, what each has read, and what waits to be let in.

ALTER TABLE groups ADD COLUMN joining TEXT NOT NULL DEFAULT 'open' CHECK (joining IN ('open', 'request', 'invitation', 'hidden'));
ALTER TABLE groups ADD COLUMN first_topics BIGINT NOT NULL DEFAULT 0;  -- of a new member, that wait to be let in
UPDATE groups SET joining = 'request' WHERE account_id IN (SELECT id FROM accounts WHERE locked = 1);

CREATE TABLE group_rules (
    group_id BIGINT NOT NULL REFERENCES groups (account_id),
    position BIGINT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (group_id, position)
);

CREATE TABLE group_invitations (
    group_id   BIGINT NOT NULL REFERENCES groups (account_id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    id         BIGINT NOT NULL,
    invited_by BIGINT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (group_id, account_id)
);
CREATE INDEX group_invitations_in_order ON group_invitations (group_id, id);
CREATE INDEX group_invitations_of_account ON group_invitations (account_id);

-- How far each member has read; without a row, since they came.
CREATE TABLE group_reads (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    group_id   BIGINT NOT NULL REFERENCES groups (account_id),
    read_id    BIGINT NOT NULL,
    PRIMARY KEY (account_id, group_id)
);

ALTER TABLE group_statuses ADD COLUMN author_id BIGINT;
ALTER TABLE group_statuses ADD COLUMN conversation_id BIGINT;
ALTER TABLE group_statuses ADD COLUMN active_id BIGINT;  -- of a topic, the newest that was said in it, and by whom
ALTER TABLE group_statuses ADD COLUMN active_by BIGINT;
ALTER TABLE group_statuses ADD COLUMN state TEXT NOT NULL DEFAULT 'taken' CHECK (state IN ('taken', 'waiting', 'refused'));
ALTER TABLE group_statuses ADD COLUMN reason TEXT NOT NULL DEFAULT '';  -- of what was refused, to its author
CREATE INDEX group_conversations ON group_statuses (conversation_id);
UPDATE group_statuses SET author_id = (SELECT s.account_id FROM statuses s WHERE s.id = group_statuses.status_id);
UPDATE group_statuses SET conversation_id = (SELECT s.conversation_id FROM statuses s WHERE s.id = group_statuses.status_id);
UPDATE group_statuses SET active_id = COALESCE(
    (SELECT max(g.status_id) FROM group_statuses g WHERE g.conversation_id = group_statuses.conversation_id AND g.group_id = group_statuses.group_id AND g.removed_at IS NULL),
status_id) WHERE is_topic = 1;
UPDATE group_statuses SET active_by = (SELECT s.account_id FROM statuses s WHERE s.id = group_statuses.active_id) WHERE is_topic = 1;

DROP INDEX group_topics;
CREATE INDEX group_topics ON group_statuses (group_id, status_id) WHERE is_topic = 1 AND removed_at IS NULL AND state = 'taken';
CREATE INDEX group_activity ON group_statuses (group_id, active_id) WHERE is_topic = 1 AND removed_at IS NULL AND state = 'taken';
CREATE INDEX group_waiting ON group_statuses (group_id, status_id) WHERE state = 'waiting';
CREATE INDEX group_topics_of_author ON group_statuses (author_id, group_id) WHERE is_topic = 1;

ALTER TABLE group_log ADD COLUMN text TEXT NOT NULL DEFAULT '';  -- the reason, the summary, what was changed
