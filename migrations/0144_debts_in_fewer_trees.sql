-- owner: community
-- What pages owe is found by conversation and author, or by page: two trees and one for people, where there were five. Of a status both are known. It
-- points to no status: those that are taken out of their table are boosts, for which nothing is owed.

-- engine: sqlite
CREATE TABLE ledger_owed_anew (
    page_id         INTEGER NOT NULL REFERENCES accounts (id),
    status_id       INTEGER NOT NULL,
    author_id       INTEGER NOT NULL REFERENCES accounts (id),
    conversation_id INTEGER NOT NULL,
    direct          INTEGER NOT NULL,              -- it speaks to the page; else to others in a conversation the page opened
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, author_id, status_id, page_id)
) STRICT, WITHOUT ROWID;
-- engine: postgresql
CREATE TABLE ledger_owed_anew (
    page_id         BIGINT NOT NULL REFERENCES accounts (id),
    status_id       BIGINT NOT NULL,
    author_id       BIGINT NOT NULL REFERENCES accounts (id),
    conversation_id BIGINT NOT NULL,
    direct          BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, author_id, status_id, page_id)
);
-- engine: both
INSERT INTO ledger_owed_anew (page_id, status_id, author_id, conversation_id, direct, created_at)
SELECT page_id, status_id, author_id, conversation_id, direct, created_at FROM ledger_owed;
DROP TABLE ledger_owed;
ALTER TABLE ledger_owed_anew RENAME TO ledger_owed;
CREATE UNIQUE INDEX ledger_owed_of_page ON ledger_owed (page_id, status_id);
CREATE INDEX ledger_owed_of_author ON ledger_owed (author_id, created_at);
