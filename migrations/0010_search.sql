-- owner: social
-- What is found by words. Both engines hold the terms that base/search_text.h makes, so that both answer alike; beside
-- the words stand marks (social/search_index.h) that no word can be taken for.

-- engine: sqlite
-- The row of a status has its id. No sizes of rows are kept, for the newest come first, not the nearest.
CREATE VIRTUAL TABLE status_search USING fts5(terms, tokenize = 'ascii', columnsize = 0);
-- engine: postgresql
CREATE TABLE status_search (
    status_id BIGINT PRIMARY KEY REFERENCES statuses (id),
    terms     TSVECTOR NOT NULL
);
CREATE INDEX status_search_terms ON status_search USING GIN (terms);
-- engine: both

-- The words of an account's name and display name, and "@" with the name as it is; found by their beginnings.
CREATE TABLE account_terms (
    account_id BIGINT NOT NULL REFERENCES accounts (id),
-- engine: sqlite
    term       TEXT NOT NULL,
-- engine: postgresql
    term       TEXT COLLATE "C" NOT NULL,
-- engine: both
    PRIMARY KEY (account_id, term)
);
CREATE INDEX account_terms_by_term ON account_terms (term, account_id);

-- engine: postgresql
-- SQLite compares by bytes anyway; here a range of names is a beginning only when it is told to.
CREATE INDEX tags_by_beginning ON tags (name COLLATE "C");
-- engine: both

-- What was there before the index: those with smaller ids remain to be looked at. A row goes when all are.
CREATE TABLE search_remaining (
    what  TEXT PRIMARY KEY CHECK (what IN ('accounts', 'statuses')),
    below BIGINT NOT NULL
);
INSERT INTO search_remaining (what, below) SELECT 'accounts', id + 1 FROM accounts WHERE id = (SELECT max(id) FROM accounts);
INSERT INTO search_remaining (what, below) SELECT 'statuses', id + 1 FROM statuses WHERE id = (SELECT max(id) FROM statuses);
