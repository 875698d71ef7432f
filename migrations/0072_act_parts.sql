-- owner: social
-- How what people do is counted (social/act_parts.h): the acts that are left out of authentic figures, as integrity/sorting.h decided. What
-- an account says of itself (that it is a robot, a page, in the team of one) stands with the account.
CREATE TABLE act_parts (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    object_id  BIGINT NOT NULL,                     -- what was favoured or boosted, the answer itself, the poll; 0: all they do
    kind       BIGINT NOT NULL,                     -- 0 all, 1 favourite, 2 boost, 3 answer, 4 vote in a poll
    code       BIGINT NOT NULL CHECK (code BETWEEN 1 AND 4),
    PRIMARY KEY (account_id, object_id, kind)
);

-- Accounts in a finding that did something since their acts were last sorted.
CREATE TABLE unsorted_accounts (
    account_id BIGINT PRIMARY KEY REFERENCES accounts (id)
);

-- Answers that were deleted keep their place in the tree, and their part.
CREATE INDEX statuses_deleted_by_account ON statuses (account_id, id) WHERE deleted_at IS NOT NULL;
