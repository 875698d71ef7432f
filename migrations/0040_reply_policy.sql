-- owner: social
-- Whom the author of a status lets answer it (social/reply_policy.h): 0 everybody, 1 who follows them, 2 whom it names, 3 the members
-- of the group it stands in.
ALTER TABLE statuses ADD COLUMN reply_policy BIGINT NOT NULL DEFAULT 0;
ALTER TABLE scheduled_statuses ADD COLUMN reply_policy BIGINT NOT NULL DEFAULT 0;
