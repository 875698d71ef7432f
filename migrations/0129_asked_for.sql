-- owner: distribution
-- What is being asked of other servers, and what came of it: the tags that somebody shows on their profile there, the answers to a post.

ALTER TABLE actors ADD COLUMN featured_tags TEXT NOT NULL DEFAULT '';     -- the collection's address; empty: none
ALTER TABLE actors ADD COLUMN featured_asked_at BIGINT;                   -- when what they show on their profile was last asked for

ALTER TABLE backfills ADD COLUMN finished_at BIGINT;                      -- NULL: a job is asking
ALTER TABLE backfills ADD COLUMN found BIGINT NOT NULL DEFAULT 0;         -- answers that it brought so far
UPDATE backfills SET finished_at = asked_at;
