-- owner: social
-- What its author is tied to, said of one post alone: it counts as affiliated, and nothing else of theirs does.

CREATE TABLE status_ties (
    status_id  BIGINT PRIMARY KEY REFERENCES statuses (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    relation   TEXT NOT NULL CHECK (relation IN ('works_for', 'paid_by', 'related_to')),
    created_at BIGINT NOT NULL
);
CREATE INDEX status_ties_of_account ON status_ties (account_id, status_id);
