-- owner: conversations
-- What pages listen for (conversations/listening.h), and which posts met it. Whether a post may be counted is not kept here: it is asked
-- whenever one counts, so that who withdraws is out at once.

CREATE TABLE listening_queries (
    id         BIGINT PRIMARY KEY,
    page_id    BIGINT NOT NULL REFERENCES accounts (id),
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL,                       -- folded: each name once on a page
    words      TEXT NOT NULL,                       -- as typed
    changed_by BIGINT NOT NULL REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,                     -- the words
    since      BIGINT NOT NULL,                     -- the begin of the first day that is counted
    top        BIGINT NOT NULL,                     -- posts with smaller ids were there before
    below      BIGINT                               -- of those, these remain to be looked at; NULL: none does
);
CREATE UNIQUE INDEX listening_queries_of_page ON listening_queries (page_id, name_key);
CREATE INDEX listening_queries_remaining ON listening_queries (below) WHERE below IS NOT NULL;

-- A post can meet a query only where it has one of its keys.
CREATE TABLE listening_keys (
    listening_key TEXT NOT NULL,
    query_id      BIGINT NOT NULL REFERENCES listening_queries (id),
    PRIMARY KEY (listening_key, query_id)
);
CREATE INDEX listening_keys_of_query ON listening_keys (query_id);

CREATE TABLE listening_hits (
    query_id   BIGINT NOT NULL REFERENCES listening_queries (id),
    status_id  BIGINT NOT NULL REFERENCES statuses (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    at         BIGINT NOT NULL,
    PRIMARY KEY (query_id, status_id)
);
CREATE INDEX listening_hits_by_time ON listening_hits (query_id, at);
CREATE INDEX listening_hits_of_status ON listening_hits (status_id);
