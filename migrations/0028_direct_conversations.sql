-- owner: social
-- What stands in whose list of private conversations: for each person who signs in here, each conversation and each circle of people
-- that its direct statuses were addressed to, a row (docs.joinmastodon.org/methods/conversations).
CREATE TABLE direct_conversations (
    id              BIGINT PRIMARY KEY,
    account_id      BIGINT NOT NULL REFERENCES accounts (id),       -- whose list
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    people          TEXT NOT NULL,                                  -- the others: ids, ascending, between commas: ",12,40,"; alone: ","
    last_status_id  BIGINT NOT NULL,                                -- what the list is ordered by
    unread          BIGINT NOT NULL,
    listed          BIGINT NOT NULL,                                -- 0: deleted from the list, until something new is written
    UNIQUE (account_id, conversation_id, people)
);
CREATE INDEX direct_conversations_listed ON direct_conversations (account_id, last_status_id) WHERE listed = 1;
CREATE INDEX direct_conversations_unread ON direct_conversations (account_id, last_status_id) WHERE unread = 1;

-- The direct statuses of each; somebody has a status in one of their conversations only.
CREATE TABLE direct_messages (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    status_id  BIGINT NOT NULL REFERENCES statuses (id),
    direct_id  BIGINT NOT NULL REFERENCES direct_conversations (id),
    PRIMARY KEY (account_id, status_id)
);
CREATE INDEX direct_messages_in_order ON direct_messages (direct_id, status_id);
CREATE INDEX direct_messages_of_status ON direct_messages (status_id);

CREATE INDEX statuses_direct ON statuses (id) WHERE visibility = 3 AND deleted_at IS NULL;

-- What was written before these tables: those with smaller ids remain to be looked at. The row goes when all are.
CREATE TABLE direct_remaining (
    below BIGINT PRIMARY KEY
);
INSERT INTO direct_remaining (below) SELECT id + 1 FROM statuses WHERE visibility = 3 AND deleted_at IS NULL AND id > 0 ORDER BY id DESC LIMIT 1;
