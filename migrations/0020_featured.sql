-- owner: distribution
-- Where another server's people show what they pinned.

ALTER TABLE actors ADD COLUMN featured TEXT NOT NULL DEFAULT '';
