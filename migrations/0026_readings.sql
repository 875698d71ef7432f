-- owner: distribution
-- How many read a post on its page, and an account's feed in a feed reader, by day. Who they were was never written down.
CREATE TABLE readings (
    kind       TEXT NOT NULL CHECK (kind IN ('page', 'feed')),
    subject_id BIGINT NOT NULL,         -- page: a status; feed: an account
    day        BIGINT NOT NULL,         -- milliseconds of its beginning, UTC
    views      BIGINT NOT NULL,
    readers    BIGINT NOT NULL,         -- each once that day
    told       BIGINT NOT NULL,         -- for how many more the services that fetch for others say they do
    PRIMARY KEY (kind, subject_id, day)
);
