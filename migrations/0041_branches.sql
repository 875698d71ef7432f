-- owner: social
-- What somebody wants to hear of a branch: of a status and everything below it. The nearest wish above an answer counts.
CREATE TABLE branch_wishes (
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    status_id       BIGINT NOT NULL REFERENCES statuses (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    wish            TEXT NOT NULL CHECK (wish IN ('follow', 'mute')),
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (account_id, status_id)
);
CREATE INDEX branch_wishes_in_conversation ON branch_wishes (conversation_id, account_id, status_id);
CREATE INDEX branch_wishes_of_status ON branch_wishes (status_id);

ALTER TABLE conversations ADD COLUMN answer_id BIGINT;       -- the status that answered what was asked
ALTER TABLE conversations ADD COLUMN split_from_id BIGINT;   -- the conversation it was a branch of
ALTER TABLE conversations ADD COLUMN merged_into_id BIGINT;  -- where everything went that was said in it
CREATE INDEX conversations_of_root ON conversations (root_id);   -- what once opened one may stand elsewhere than what it answers
CREATE INDEX conversations_split ON conversations (split_from_id) WHERE split_from_id IS NOT NULL;

-- How far somebody has read a conversation: what was there when they last looked, on whatever device.
CREATE TABLE conversation_reads (
    account_id      BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    read_id         BIGINT NOT NULL,
    PRIMARY KEY (account_id, conversation_id)
);
