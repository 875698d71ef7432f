-- owner: social
-- Emojis of other servers: what a post or a profile of theirs calls by name, a line each: "SHORTCODE PATH", the path being that of a
-- picture of theirs as it is had here (social/remote_emojis.h).
ALTER TABLE statuses ADD COLUMN emojis TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN emojis TEXT NOT NULL DEFAULT '';
-- 1: such a line leads to it, so that it stays when no page shows it any more.
ALTER TABLE remote_pictures ADD COLUMN is_emoji BIGINT NOT NULL DEFAULT 0;
