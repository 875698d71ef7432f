-- owner: social
-- Words and statuses that a reader does not want to meet.

CREATE TABLE filters (
    id         BIGINT PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    title      TEXT NOT NULL,
    contexts   TEXT NOT NULL,                       -- "home,public": where it is meant to work
    action     TEXT NOT NULL CHECK (action IN ('warn', 'hide', 'blur')),
    expires_at BIGINT                               -- NULL: never
);
CREATE INDEX filters_of_account ON filters (account_id, id);

CREATE TABLE filter_keywords (
    id         BIGINT PRIMARY KEY,
    filter_id  BIGINT NOT NULL REFERENCES filters (id),
    keyword    TEXT NOT NULL,
    whole_word BIGINT NOT NULL
);
CREATE INDEX filter_keywords_of_filter ON filter_keywords (filter_id, id);

CREATE TABLE filter_statuses (
    id        BIGINT PRIMARY KEY,
    filter_id BIGINT NOT NULL REFERENCES filters (id),
    status_id BIGINT NOT NULL REFERENCES statuses (id)
);
CREATE UNIQUE INDEX filter_statuses_of_filter ON filter_statuses (filter_id, status_id);
CREATE INDEX filter_statuses_of_status ON filter_statuses (status_id);
