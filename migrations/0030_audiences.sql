-- owner: social
-- What is written for those who follow one account and for nobody else; in which group something was said, so that a search can be
-- bound to it; and what came of a conversation that was closed.

ALTER TABLE statuses ADD COLUMN audience_id BIGINT REFERENCES accounts (id);
ALTER TABLE conversations ADD COLUMN summary TEXT NOT NULL DEFAULT '';

CREATE TABLE status_groups (
    status_id BIGINT PRIMARY KEY REFERENCES statuses (id),
    group_id  BIGINT NOT NULL REFERENCES accounts (id)
);
INSERT INTO status_groups (status_id, group_id) SELECT status_id, group_id FROM group_statuses WHERE removed_at IS NULL;
-- What was said in groups before is read in anew, in the background.
INSERT INTO search_remaining (what, below)
    SELECT 'statuses', id + 1 FROM statuses WHERE id = (SELECT max(id) FROM statuses) AND EXISTS (SELECT 1 FROM group_statuses)
ON CONFLICT (what) DO UPDATE SET below = excluded.below;
