-- owner: social
-- What stands in the pictures of a profile, in words, and which of its parts are shown (docs.joinmastodon.org/entities/Account).
ALTER TABLE accounts ADD COLUMN avatar_description TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN header_description TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN show_media BIGINT NOT NULL DEFAULT 1;
ALTER TABLE accounts ADD COLUMN show_media_replies BIGINT NOT NULL DEFAULT 1;
ALTER TABLE accounts ADD COLUMN show_featured BIGINT NOT NULL DEFAULT 1;
